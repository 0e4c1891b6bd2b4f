import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { NetworkEvidence } from '@sotto/handset';
import { Action } from '../parts/button.tsx';
import { running } from '../session/open-handset.ts';
import { saveFile } from './save-file.ts';
import { when } from './when.ts';
import { w } from './words/words.ts';

const sourceWords = {
  relay: 'proofFromRelay',
  member: 'proofFromMember',
  file: 'proofFromFile',
} as const;

/** Proofs that the log was shown in two versions: to be kept, and given to others. */
export function ProofsCard({ count }: { readonly count: number }): JSX.Element {
  const [proofs, setProofs] = useState<readonly NetworkEvidence[]>([]);
  useEffect(() => void running().network.evidence().then(setProofs), [count]);
  return (
    <section class="card state bad">
      <h2>{w('proofs')}</h2>
      <ul class="plain-list">
        {proofs.map(({ id, foundAtMs, from, bytes }) => (
          <li key={id} class="stack">
            <span>{w(sourceWords[from])}</span>
            <span class="soft">{w('proofFound', { date: when(foundAtMs) })}</span>
            <Action
              label={w('proofSave')}
              run={() => saveFile(bytes, `sotto-proof-${id.slice(0, 16)}.cbor`)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
