import type { RegisterToken, RelayUrl } from '@sotto/core';
import type { GroupState, Mls } from '@sotto/mls';
import type { EpochSeen } from '@sotto/protocol';
import { encodeFields, readFields } from './fields.ts';

/**
 * What a backup has of an MLS group: enough to come back into it visibly, by an external commit, and nothing that opens a message. In `tickets`, by
 * conversation id, until this device is back.
 */
export interface TicketRecord {
  /** When it was made, by the clock of the device that made it. */
  readonly madeAtMs: number;
  /** It came too late: a commit ended its epoch. */
  readonly isSpent: boolean;
  /** Of the device that made it. */
  readonly leafIndex: number;
  /** MLSMessage with a GroupInfo that has an `external_pub`, without the tree. */
  readonly groupInfo: Uint8Array;
  readonly tree: Uint8Array;
  /** The register's first page of the epoch. */
  readonly token: RegisterToken;
  /** Of the epoch's outer envelopes: asides are said under it. */
  readonly envelopeKey: Uint8Array;
  readonly registers: readonly RelayUrl[];
  /** By rising number; the last is the ticket's own. */
  readonly epochs: readonly EpochSeen[];
}

const version = 1;

export function encodeTicket(record: TicketRecord): Uint8Array {
  return encodeFields(version, [
    record.madeAtMs,
    record.isSpent,
    record.leafIndex,
    record.groupInfo,
    record.tree,
    record.token,
    record.envelopeKey,
    [...record.registers],
    record.epochs.map(({ epoch }) => Number(epoch)),
    record.epochs.map(({ authenticator }) => authenticator),
  ]);
}

export function decodeTicket(value: Uint8Array): TicketRecord {
  const fields = readFields(value, version);
  const rest = {
    madeAtMs: fields.number(),
    isSpent: fields.flag(),
    leafIndex: fields.number(),
    groupInfo: fields.bytes(),
    tree: fields.bytes(),
    token: fields.bytes() as RegisterToken,
    envelopeKey: fields.bytes(),
    registers: fields.textList() as readonly RelayUrl[],
  };
  const numbers = fields.numberList();
  const authenticators = fields.bytesList();
  fields.end();
  const epochs = numbers.map((epoch, index) => ({
    epoch: BigInt(epoch),
    authenticator: authenticators[index] ?? fields.broken(),
  }));
  return { ...rest, epochs };
}

/** The group as the ticket shows it. @throws MLS_… when it is not whole */
export function outlineOf(
  { mls }: { readonly mls: Pick<Mls, 'outline'> },
  { groupInfo, tree, leafIndex }: TicketRecord,
): Promise<GroupState> {
  return mls.outline({ groupInfo, ratchetTree: tree, leafIndex });
}
