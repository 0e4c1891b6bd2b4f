import { erase } from '../bytes.ts';
import { handsetError } from '../error.ts';
import { toHex } from '../hex.ts';
import { handsetLimits } from '../limits.ts';
import type { SealedStore } from '../vault/sealed-store.ts';
import type { Transaction } from './transaction.ts';

/** Bytes too large for one record, in pieces named `<message id>/<number>`. */
export function putPieces(
  tx: Transaction,
  table: string,
  messageId: Uint8Array,
  bytes: Uint8Array,
): void {
  for (const [index, start] of starts(bytes.length).entries()) {
    const piece = bytes.subarray(start, start + handsetLimits.pictureRecordBytes);
    tx.put({ table, id: pieceName(messageId, index) }, piece);
  }
}

export function removePieces(
  tx: Transaction,
  table: string,
  messageId: Uint8Array,
  totalBytes: number,
): void {
  for (const index of starts(totalBytes).keys())
    tx.remove({ table, id: pieceName(messageId, index) });
}

/** All of it. @throws VAULT_BROKEN when a piece is missing or of another length */
export async function readPieces(
  store: Pick<SealedStore, 'get'>,
  table: string,
  messageId: Uint8Array,
  totalBytes: number,
): Promise<Uint8Array> {
  const whole = new Uint8Array(totalBytes);
  for (const [index, start] of starts(totalBytes).entries()) {
    const piece = await store.get({ table, id: pieceName(messageId, index) });
    const length = Math.min(handsetLimits.pictureRecordBytes, totalBytes - start);
    if (piece?.length !== length) throw handsetError('VAULT_BROKEN', 'A picture is not whole.');
    whole.set(piece, start);
    erase(piece);
  }
  return whole;
}

function starts(totalBytes: number): readonly number[] {
  const { pictureRecordBytes } = handsetLimits;
  return Array.from(
    { length: Math.ceil(totalBytes / pictureRecordBytes) },
    (_, index) => index * pictureRecordBytes,
  );
}

function pieceName(messageId: Uint8Array, index: number): string {
  return `${toHex(messageId)}/${index}`;
}
