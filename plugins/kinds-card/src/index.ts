export { cardKind, cardKinds, cardMediaType } from './card-kinds.ts';
export { composeCard, parseCard } from './card.ts';
export type { Card, CardLine } from './card.ts';
export type { CardErrorCode } from './error-codes.ts';
export { cardLimits } from './limits.ts';
