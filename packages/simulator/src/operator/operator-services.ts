import type { Clock } from '@sotto/core';
import type { Ed25519 } from '@sotto/tlog';

/** Who lends an operator primitives and time. */
export interface OperatorServices {
  readonly ed25519: Ed25519;
  readonly clock: Pick<Clock, 'now'>;
}
