import { bytesEqual } from '@sotto/protocol';
import type { ConversationHandle } from '../conversation/conversation.ts';
import { nextClock, queueContent } from '../conversation/compose.ts';
import { listPayload } from '../devices/payloads.ts';
import { ownDevices } from '../devices/siblings.ts';
import { syncKeys } from '../devices/sync-keys.ts';
import { tellSiblings } from '../devices/tell-siblings.ts';
import type { Engine } from '../engine.ts';
import { beginTransaction } from '../storage/transaction.ts';
import type { SealedStore } from '../vault/sealed-store.ts';
import type { LostParts } from './lost-device.ts';
import type { OwnLost } from './lost-records.ts';
import { decodeOwnLost, encodeOwnLost, ownLostName } from './lost-records.ts';
import { watchedOf, wipeSecretBytes } from './wipe-secret.ts';

type Parts = Pick<LostParts, 'engine' | 'conversations' | 'watch'>;
type Wanted = Pick<OwnLost, 'listens' | 'beforeUnlock' | 'trusted'>;

export async function readOwn(store: Pick<SealedStore, 'get'>): Promise<OwnLost | undefined> {
  const value = await store.get(ownLostName);
  return value && decodeOwnLost(value);
}

/** Changes who may wipe this device. Whoever may no longer has a secret of before: there is a new one whenever somebody is left out. */
export async function changeOwn(parts: Parts, wanted: Wanted): Promise<void> {
  const { engine } = parts;
  const own = await readOwn(engine.store);
  const lacks = (all: readonly Uint8Array[], one: Uint8Array): boolean =>
    !all.some((each) => bytesEqual(each, one));
  const ended = (own?.trusted ?? []).filter((each) => lacks(wanted.trusted, each));
  const added = wanted.trusted.filter((each) => lacks(own?.trusted ?? [], each));
  const isRenewed = own === undefined || ended.length > 0 || wanted.listens !== own.listens;
  const waiting = [...(own?.toTell ?? []), ...ended];
  const others = waiting.filter((each) => lacks(wanted.trusted, each));
  const stillUntold = waiting.filter((each) => !lacks(wanted.trusted, each));
  const told = isRenewed ? wanted.trusted : [...stillUntold, ...added];
  await engine.store.write([
    {
      put: ownLostName,
      value: encodeOwnLost({
        ...wanted,
        secret: isRenewed ? engine.crypto.random(wipeSecretBytes) : own.secret,
        toTell: distinct([...others, ...told]),
        toldRelays: isRenewed ? [] : own.toldRelays,
        toldDevices: isRenewed ? [] : own.toldDevices,
      }),
    },
  ]);
}

/** Tells whoever may wipe this device what they need for it, and keeps the watch as it is to be. */
export async function tendOwn(parts: Parts): Promise<void> {
  const { engine, watch } = parts;
  let own = await readOwn(engine.store);
  if (own === undefined) return watch?.set(undefined, false);
  const siblings = ownDevices(engine)
    .map(({ key }) => key)
    .filter((key) => !bytesEqual(key, engine.self.device.key));
  // A device of one's own that is in use no more must not wipe this one.
  const isLeftOut = own.toldDevices.some((told) => !siblings.some((key) => bytesEqual(key, told)));
  if (isLeftOut) {
    const { toTell } = own;
    const secret = engine.crypto.random(wipeSecretBytes);
    own = {
      ...own,
      secret,
      toldRelays: [],
      toldDevices: [],
      toTell: distinct([...toTell, ...own.trusted]),
    };
    await engine.store.write([{ put: ownLostName, value: encodeOwnLost(own) }]);
  }
  const relays = engine.homes.relays();
  await watch?.set(
    own.listens ? { ...(await watchedOf(engine.crypto, own.secret)), relays } : undefined,
    own.beforeUnlock,
  );
  own = await tellDevices(engine, own, siblings);
  for (const identity of own.toTell) await tellContact(parts, identity);
}

async function tellDevices(
  engine: Engine,
  own: OwnLost,
  siblings: readonly Uint8Array[],
): Promise<OwnLost> {
  const relays = engine.homes.relays();
  const isTold =
    relays.join() === own.toldRelays.join() &&
    siblings.every((key) => own.toldDevices.some((told) => bytesEqual(told, key)));
  if (isTold) return own;
  const isMoved = own.toldRelays.length > 0 && relays.join() !== own.toldRelays.join();
  const toTell = isMoved ? distinct([...own.toTell, ...own.trusted]) : own.toTell;
  const told = { ...own, toTell, toldRelays: relays, toldDevices: siblings };
  const tx = beginTransaction(engine.store);
  const payload = own.listens ? [own.secret, ...relays] : [];
  const key = syncKeys.wipe(engine.self.device.key);
  if (siblings.length > 0) await tellSiblings(engine, tx, key, listPayload(payload));
  tx.put(ownLostName, encodeOwnLost(told));
  await tx.commit();
  engine.devicesChanged();
  return told;
}

/** With the frame that tells it, it is not to be told any more. One with whom there is no conversation now is told when there is. */
async function tellContact({ engine, conversations }: Parts, identity: Uint8Array): Promise<void> {
  const id = engine.contacts.get(identity)?.conversation;
  const direct = conversations.all().find((each: ConversationHandle) => each.id === id);
  if (direct === undefined || direct.record().state !== 'active') return;
  await direct.change(async (draft) => {
    const value = await draft.tx.get(ownLostName);
    const own = value && decodeOwnLost(value);
    if (own === undefined) return;
    const isOther = (each: Uint8Array): boolean => !bytesEqual(each, identity);
    const isTrusted = own.listens && !own.trusted.every(isOther);
    const control = isTrusted
      ? ({ kind: 'wipeKey', secret: own.secret, relays: engine.homes.relays() } as const)
      : ({ kind: 'wipeKey', secret: null, relays: [] } as const);
    queueContent(draft, { control, clock: nextClock(engine, draft) });
    draft.tx.put(ownLostName, encodeOwnLost({ ...own, toTell: own.toTell.filter(isOther) }));
  });
}

function distinct(all: readonly Uint8Array[]): readonly Uint8Array[] {
  return all.filter((each, at) => all.findIndex((other) => bytesEqual(each, other)) === at);
}
