import { cardKinds, cardLimits, cardMediaType, composeCard } from '@sotto/kinds-card';
import type { Card } from '@sotto/kinds-card';
import { kindsContract, kindsRejections, runContract } from '@sotto/contracts';
import type { KindsSubject } from '@sotto/contracts';
import { test } from 'vitest';
import { longestCard } from './longest-card.ts';

const cards: readonly Card[] = [
  { name: 'Ada', lines: [] },
  { name: 'آدا', lines: [{ label: 'Phone', value: '+44 20 7946 0000' }] },
  {
    name: 'Ada "the first" \\ 👩🏽',
    lines: [
      { label: 'A', value: 'b' },
      { label: 'A', value: 'b' },
    ],
  },
  longestCard(cardLimits),
];

async function make(): Promise<KindsSubject> {
  return {
    plugin: () => cardKinds(),
    samples: cards.map((card) => ({
      mediaType: cardMediaType,
      role: 'message',
      data: composeCard(card),
    })),
  };
}

runContract(kindsContract(make), { test });
// The kit's proof needs no kind that takes answers or has a view.
runContract(kindsRejections(make), { test });
