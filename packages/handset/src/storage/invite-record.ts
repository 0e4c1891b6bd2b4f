import { ownMailboxFields, readOwnMailbox, readPositions } from './conversation-record.ts';
import type { OwnMailbox, RelayPosition } from './conversation-record.ts';
import { encodeFields, readFields } from './fields.ts';

/** An invite made here, until its Welcome came or its time is over. In `invites`. */
export interface InviteRecord {
  /** 16 bytes. */
  readonly id: Uint8Array;
  readonly secret: Uint8Array;
  readonly mailbox: OwnMailbox;
  /** Up to where the mailbox at each relay was dealt with. */
  readonly positions: readonly RelayPosition[];
  /** The life of this handset in which it was made. */
  readonly life: number;
  /** As an MLSMessage, with its private keys; deleted with the record once it was used. */
  readonly keyPackage: Uint8Array;
  readonly initPrivateKey: Uint8Array;
  readonly encryptionPrivateKey: Uint8Array;
  readonly label: string;
  readonly link: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  /** `making`: the relay may not know it yet, and nobody has the link. `expired`: only a late Welcome is waited for. */
  readonly state: InviteState;
}

export type InviteState = 'making' | 'open' | 'expired';

const version = 2;

export function encodeInviteRecord(record: InviteRecord): Uint8Array {
  const { mailbox } = record;
  return encodeFields(version, [
    record.id,
    record.secret,
    ...ownMailboxFields(mailbox),
    record.positions.map(({ relay }) => relay),
    record.positions.map(({ position }) => position),
    record.life,
    record.keyPackage,
    record.initPrivateKey,
    record.encryptionPrivateKey,
    record.label,
    record.link,
    record.createdAtMs,
    record.expiresAtMs,
    record.state,
  ]);
}

export function decodeInviteRecord(value: Uint8Array): InviteRecord {
  const fields = readFields(value, version);
  const record: InviteRecord = {
    id: fields.bytes(),
    secret: fields.secret(),
    mailbox: readOwnMailbox(fields),
    positions: readPositions(fields),
    life: fields.number(),
    keyPackage: fields.bytes(),
    initPrivateKey: fields.secret(),
    encryptionPrivateKey: fields.secret(),
    label: fields.text(),
    link: fields.text(),
    createdAtMs: fields.number(),
    expiresAtMs: fields.number(),
    state: fields.name(['making', 'open', 'expired'] as const),
  };
  fields.end();
  return record;
}
