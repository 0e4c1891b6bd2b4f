import type { Clock, Crypto, RelayUrl } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import { createMls } from '@sotto/mls';
import type { GroupState, KeyPackage, Mls, OwnKeyPackage, Processed } from '@sotto/mls';
import type { Engine } from '../src/engine.ts';
import { foundPair, joinPair } from '../src/group/pair.ts';
import { createSelf, selfOf } from '../src/identity/self.ts';
import { createOwnMailbox } from '../src/invite/own-mailbox.ts';
import { createGroupMls } from '../src/mls/group-mls.ts';
import { makeKeyPackage, readKeyPackage } from '../src/mls/key-package.ts';
import { openMessage } from '../src/mls/open-message.ts';
import type { OpenedMessage } from '../src/mls/open-message.ts';

export const crypto: Crypto = await nodeCrypto().create({});

/** Far from the machine's own time, so that nothing can pass by looking at that instead. */
const startMs: number = Date.UTC(2031, 4, 6);

/** A clock that stands still until a test moves it. */
export interface SetClock extends Clock {
  at: number;
}

export function setClock(at: number = startMs): SetClock {
  const clock: SetClock = { at, now: () => clock.at, sleep: async () => {} };
  return clock;
}

export const clock: SetClock = setClock();
export const mls: Mls = createGroupMls(crypto);
/** The same engine without our rules: what a member does who keeps to MLS alone. */
export const stranger: Mls = createMls({ crypto, authenticate: () => true });

export const text = (value: string): Uint8Array => new TextEncoder().encode(value);
export const read = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** What the code under test takes of a handset. */
export type Party = Pick<Engine, 'crypto' | 'mls' | 'clock' | 'self'>;

const relay = 'https://relay.example' as RelayUrl;
export const registers: readonly RelayUrl[] = [relay];

/** A KeyPackage with a mailbox of its own. */
export async function newKeyPackage(party: Party): Promise<OwnKeyPackage> {
  return makeKeyPackage(party, await createOwnMailbox(crypto, registers));
}

/** As the engine's, whose other parts it needs none of. */
export async function found(party: Party, keyPackage: KeyPackage): ReturnType<typeof foundPair> {
  const own = await createOwnMailbox(crypto, registers);
  return foundPair(party, { keyPackage, own, registers });
}

export async function makeParty(parts: Partial<Party> = {}): Promise<Party> {
  const record = await createSelf(crypto, {
    homes: [{ relay }],
    suggestedName: '',
    nowMs: clock.now(),
    holderSeed: new Uint8Array(32),
  });
  return { crypto, mls, clock, self: selfOf(record), ...parts };
}

export interface Pair {
  readonly alice: GroupState;
  readonly bob: GroupState;
  readonly aliceSelf: Party;
  readonly bobSelf: Party;
  /** Still with its private keys. */
  readonly bobOwn: OwnKeyPackage;
  readonly welcome: Uint8Array;
}

/** Alice makes the group, Bob joins it. */
export async function makePair(parts: Partial<Party> = {}): Promise<Pair> {
  const aliceSelf = await makeParty(parts);
  const bobSelf = await makeParty(parts);
  const bobOwn = await newKeyPackage(bobSelf);
  const keyPackage = await readKeyPackage(aliceSelf, bobOwn.message);
  const { group: alice, welcome } = await found(aliceSelf, keyPackage);
  const bob = await joinPair(bobSelf, copyOf(bobOwn), welcome);
  return { alice, bob, aliceSelf, bobSelf, bobOwn, welcome };
}

/** With private keys of its own, for what takes them over. */
export function copyOf(own: OwnKeyPackage): OwnKeyPackage {
  return {
    ...own,
    initPrivateKey: own.initPrivateKey.slice(),
    encryptionPrivateKey: own.encryptionPrivateKey.slice(),
    signaturePrivateKey: own.signaturePrivateKey.slice(),
  };
}

/** Opens what must be a message. */
export async function opened(
  group: GroupState,
  message: Uint8Array,
  party: Pick<Party, 'mls' | 'clock'> = { mls, clock },
): Promise<OpenedMessage> {
  const result = await openMessage(party, group, message);
  if (typeof result === 'string') throw new Error(`expected a message, not ${result}`);
  return result;
}

export function textOf({ applicationData }: Extract<Processed, { kind: 'application' }>): string {
  return read(applicationData);
}

/** `count` messages of one sender, and the state after them. */
export async function sealedMessages(
  group: GroupState,
  count: number,
): Promise<{ readonly group: GroupState; readonly messages: readonly Uint8Array[] }> {
  const messages: Uint8Array[] = [];
  let state = group;
  for (let index = 0; index < count; index += 1) {
    const made = await mls.encrypt(state, text(`message ${index}`));
    state = made.state;
    messages.push(made.message);
  }
  return { group: state, messages };
}
