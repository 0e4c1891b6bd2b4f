import type { KindVerdict, MessageKind, Plugin } from '@sotto/core';
import { definePlugin, SottoError } from '@sotto/core';
import { parseCard } from './card.ts';
import type { CardErrorCode } from './error-codes.ts';
import { cardLimits } from './limits.ts';

/** Under which cards travel. */
export const cardMediaType = 'application/vnd.sotto.card+json';

/** Cards. They take no answers and need no view: their text says all that they have. */
export const cardKind: MessageKind = Object.freeze<MessageKind>({
  mediaType: cardMediaType,
  maxBytes: cardLimits.maxCardBytes,
  validate: (data): KindVerdict => {
    const card = parseCard(data);
    return card === undefined
      ? { ok: false }
      : { ok: true, role: 'message', summary: `👤 ${card.name}` };
  },
  fallback: textOf,
  answers: undefined,
  describe: textOf,
  view: undefined,
});

/** The plugin with this one kind. */
export function cardKinds(): Plugin<'kinds', never> {
  return definePlugin({
    id: 'kinds-card',
    point: 'kinds',
    contract: 1,
    needs: [],
    create: async () => ({ kinds: [cardKind] }),
  });
}

function textOf(data: Uint8Array): string {
  const card = parseCard(data);
  if (card === undefined) throw new SottoError<CardErrorCode>('CARD_INVALID', 'This is no card.');
  return [`👤 ${card.name}`, ...card.lines.map(({ label, value }) => `${label}: ${value}`)].join(
    '\n',
  );
}
