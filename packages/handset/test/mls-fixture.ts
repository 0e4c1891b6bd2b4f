import type { Clock, Crypto } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import { createMls } from '../src/mls/mls.ts';
import type { Mls, MlsDevice, MlsGroup, OwnKeyPackage } from '../src/mls/seam.ts';

export const crypto: Crypto = await nodeCrypto().create({});
export const random = (length: number): Uint8Array => crypto.random(length);

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
export const mls: Mls = createMls(crypto, random, clock);

export const text = (value: string): Uint8Array => new TextEncoder().encode(value);
export const read = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

export async function makeDevice(name: string): Promise<MlsDevice> {
  const signaturePrivateKey = crypto.random(32);
  return {
    signaturePrivateKey,
    signaturePublicKey: await crypto.signatures.Ed25519.publicKey(signaturePrivateKey),
    credential: text(`credential of ${name}`),
  };
}

export interface Pair {
  readonly alice: MlsGroup;
  readonly bob: MlsGroup;
  readonly aliceDevice: MlsDevice;
  readonly bobDevice: MlsDevice;
  readonly bobOwn: OwnKeyPackage;
  readonly welcome: Uint8Array;
}

/** Alice makes the group, Bob joins it. */
export async function makePair(): Promise<Pair> {
  const aliceDevice = await makeDevice('alice');
  const bobDevice = await makeDevice('bob');
  const bobOwn = await mls.createKeyPackage(bobDevice);
  const { group, welcome } = await mls.createPair(
    aliceDevice,
    text('a group id'),
    bobOwn.keyPackage,
  );
  const bob = await mls.join(bobOwn, welcome);
  return { alice: group, bob, aliceDevice, bobDevice, bobOwn, welcome };
}

/** Opens what must be a message. */
export async function opened(
  group: MlsGroup,
  message: Uint8Array,
): Promise<{ readonly group: MlsGroup; readonly plaintext: Uint8Array }> {
  const result = await group.decrypt(message);
  if (result.kind !== 'message') throw new Error(`expected a message, not ${result.kind}`);
  return result;
}

/** `count` messages of one sender, and the state after them. */
export async function sealedMessages(
  group: MlsGroup,
  count: number,
): Promise<{ readonly group: MlsGroup; readonly messages: readonly Uint8Array[] }> {
  const messages: Uint8Array[] = [];
  let state = group;
  for (let index = 0; index < count; index += 1) {
    const made = await state.encrypt(text(`message ${index}`));
    state = made.group;
    messages.push(made.message);
  }
  return { group: state, messages };
}
