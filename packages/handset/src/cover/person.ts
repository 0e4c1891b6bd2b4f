import type { GroupState } from '@sotto/mls';
import { erase } from '../bytes.ts';
import { createSelf, selfOf } from '../identity/self.ts';
import type { Self } from '../identity/self.ts';
import { createOwnMailbox } from '../invite/own-mailbox.ts';
import { makeKeyPackage } from '../mls/key-package.ts';
import type { OwnMailbox } from '../storage/conversation-record.ts';
import type { CoverPerson } from '../storage/cover-record.ts';
import type { Stage } from './stage.ts';

const noSeed = new Uint8Array(0);

/** Somebody whom the owner of a cover knows. There is nobody: only what their device would sign with. */
export interface Person {
  readonly self: Self;
  /** What they call themselves. */
  readonly name: string;
  readonly kept: CoverPerson;
}

export async function createPerson(
  { engine: { crypto }, clock }: Pick<Stage, 'engine' | 'clock'>,
  name: string,
): Promise<Person> {
  const made = { homes: [], suggestedName: name, nowMs: clock.now(), holderSeed: noSeed };
  const { deviceSeed, deviceKey, path } = await createSelf(crypto, made);
  return personOf({ deviceSeed, deviceKey, path, name });
}

export function personOf(kept: CoverPerson): Person {
  const self = selfOf({ ...kept, homes: [], suggestedName: kept.name, holderSeed: noSeed });
  return { self, name: kept.name, kept };
}

/** A mailbox of theirs; the stage notes it, as somebody has to make it at the relay. */
export async function theirMailbox({ engine }: Stage): Promise<OwnMailbox> {
  const { crypto, homes, sync, stopping } = engine;
  const mailbox = await createOwnMailbox(crypto, homes.relays());
  await sync.openMailbox(mailbox.readKey, mailbox.relays, stopping);
  return mailbox;
}

/** A KeyPackage of their device. Nobody keeps its private keys. */
export async function theirKeyPackage(stage: Stage, { self }: Person): Promise<Uint8Array> {
  const { mls } = stage.engine;
  const mailbox = await theirMailbox(stage);
  const { message, initPrivateKey, encryptionPrivateKey } = await makeKeyPackage(
    { mls, clock: stage.clock, self },
    mailbox,
  );
  erase(initPrivateKey, encryptionPrivateKey, mailbox.readSeed);
  return message;
}

/**
 * The group as this person's device would hold it, but for what only following a commit takes: all members of an epoch have the same
 * secrets, and what a device says is told by its signature alone. It shares its secrets with the state that it came of.
 */
export function seenBy(group: GroupState, { self }: Person, leafIndex: number): GroupState {
  const { signaturePrivateKey } = self.device;
  return { ...group, keys: { ...group.keys, leafIndex }, signaturePrivateKey };
}
