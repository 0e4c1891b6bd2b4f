import type { Clock, RelayUrl } from '@sotto/core';
import { memoryLink } from '@sotto/link-memory';
import type { Handset } from '../src/api.ts';
import { memoryStore } from '../src/cover/memory-store.ts';
import type { MemoryStore } from '../src/cover/memory-store.ts';
import { makeCover } from '../src/cover/make-cover.ts';
import type { Cover, CoverOptions } from '../src/cover/make-cover.ts';
import type { CoverParts } from '../src/cover/stage.ts';
import { authenticationService } from '../src/identity/authentication.ts';
import { createSelf } from '../src/identity/self.ts';
import { createGroupMls } from '../src/mls/group-mls.ts';
import { policyOf } from '../src/policy.ts';
import { startHandset } from '../src/start-handset.ts';
import type { StartParts } from '../src/start-handset.ts';
import { encodeSelf } from '../src/storage/self-record.ts';
import { tables } from '../src/storage/tables.ts';
import { memoryGuard } from '../src/vault/roots/storage-guard.ts';
import { decodeCover } from '../src/storage/cover-record.ts';
import type { CoverRecord } from '../src/storage/cover-record.ts';
import { fakePictures } from './fake-pictures.ts';
import { fastClock, relayUrl } from './handset-fixture.ts';
import { crypto } from './node-crypto.ts';
import { tinyRelay } from './tiny-relay.ts';
import type { TinyRelay } from './tiny-relay.ts';

/** The parts of a handset at one relay. */
export interface Place {
  readonly relay: TinyRelay;
  readonly clock: Clock & { offsetMs: number };
  readonly parts: CoverParts & { readonly clock: Clock };
}

export async function place(): Promise<Place> {
  const relay = tinyRelay();
  const clock = fastClock();
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const services = { log, clock, random: crypto.random, crypto };
  const link = await memoryLink({
    relay: (url: RelayUrl) => (url === relayUrl ? relay : undefined),
  }).create(services);
  const pictures = await fakePictures().create(services);
  const mls = createGroupMls(crypto);
  const authenticate = authenticationService(crypto);
  const parts = { crypto, link, pictures, log, clock, mls, authenticate, policy: policyOf({}) };
  return { relay, clock, parts };
}

export async function coverAt(
  { parts, clock }: Place,
  options: Partial<CoverOptions> = {},
): Promise<Cover> {
  const homes = [{ relay: relayUrl }];
  return makeCover(parts, { homes, nowMs: clock.now(), language: 'en', ...options });
}

/** What the handset beside it knows of it. */
export function besideOf({ beside }: Cover): CoverRecord {
  const [change] = beside;
  if (change === undefined || !('put' in change) || change.put.table !== tables.cover)
    throw new Error('There is nothing beside this cover.');
  return decodeCover(change.value);
}

/** Its mailboxes and its people's are at the relay, as the handset beside it sees to. */
export function openAll({ relay }: Place, { waiting }: CoverRecord): void {
  for (const readKey of waiting) relay.open(readKey);
}

/** A handset that is locked by stopping it. */
export async function started(parts: Omit<StartParts, 'guard'>): Promise<Handset> {
  const { handset, stop } = await startHandset({ ...parts, guard: memoryGuard });
  const lock = async (): Promise<void> => void (await stop());
  return { ...handset, lock };
}

export interface Opened {
  readonly store: MemoryStore;
  readonly handset: Handset;
}

export async function startCover({ parts }: Place, { first }: Cover): Promise<Opened> {
  const store = memoryStore();
  await store.write(first);
  return { store, handset: await started({ ...parts, store, messageKinds: [] }) };
}

/** A handset of somebody real, in a store that seals nothing. */
export async function startReal({ parts, clock }: Place, name: string): Promise<Opened> {
  const store = memoryStore();
  const self = await createSelf(crypto, {
    ...{ homes: [{ relay: relayUrl }], suggestedName: name, nowMs: clock.now() },
    holderSeed: crypto.random(32),
  });
  await store.write([{ put: { table: tables.self, id: 'self' }, value: encodeSelf(self) }]);
  return { store, handset: await started({ ...parts, store, messageKinds: [] }) };
}
