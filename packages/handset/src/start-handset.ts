import type { MessageKind, RelayUrl } from '@sotto/core';
import type { ConversationId, Handset, WipeTest } from './api.ts';
import { erase } from './bytes.ts';
import { createBackups } from './backup/backup-api.ts';
import type { BackupParts } from './backup/backup-parts.ts';
import { keepKeeping } from './backup/keep-keeping.ts';
import { keepDrilling } from './backup/keep-drilling.ts';
import { loadContacts } from './contacts/contacts.ts';
import { createArrivals } from './conversation/arrivals.ts';
import type { ConversationHandle } from './conversation/conversation.ts';
import { loadConversations } from './conversation/conversations.ts';
import { loadDrops } from './drops.ts';
import { createDevices } from './devices/devices.ts';
import type { Engine } from './engine.ts';
import { handsetError } from './error.ts';
import { createEventHub } from './events/event-hub.ts';
import { createTroubles } from './events/troubles.ts';
import { askOn } from './group/believe.ts';
import { createClaims } from './group/claims.ts';
import { createFirstKeys } from './group/first-keys.ts';
import { createHelpShelf } from './group/help-shelf.ts';
import { createKeyPackageSupply } from './group/key-package-supply.ts';
import { createMadeCommits } from './group/made-commits.ts';
import { settleMessages } from './group/settle-message.ts';
import { openNotes } from './group/groups.ts';
import { createTending } from './group/tend.ts';
import { createWelcomes } from './group/tend-welcomes.ts';
import { createHandset } from './handset.ts';
import { loadHealing } from './healing.ts';
import { loadChains } from './identity/chains.ts';
import { selfOf } from './identity/self.ts';
import { forgetOldAcceptances } from './invite/accept-invite.ts';
import { loadInvites } from './invite/invites.ts';
import { loadCollected, takeCollected } from './lock/take-collected.ts';
import type { CollectorParts } from './lock/collector.ts';
import { createKinds } from './kinds/kinds.ts';
import { createLife } from './life/life.ts';
import { createReadiness } from './life/readiness.ts';
import { handsetLimits } from './limits.ts';
import { createLost } from './lost/lost-device.ts';
import type { LockedWatch } from './lost/watch-locked.ts';
import { createLocker } from './locker/locker.ts';
import { createEraser } from './message/eraser.ts';
import { loadEraserClock } from './message/eraser-clock.ts';
import { createReceiptTimer } from './message/receipt-timer.ts';
import { createTyping } from './message/typing.ts';
import { loadNetworkBook } from './network/book.ts';
import { startNetwork } from './network/start-network.ts';
import { moveTo } from './sync/change-homes.ts';
import type { StoreHomes } from './sync/change-homes.ts';
import { loadOutbox } from './outbox/outbox.ts';
import { createUploads } from './pictures/uploads.ts';
import { loadSearch } from './search/load-search.ts';
import { loadSettings } from './settings.ts';
import { createJoinChain } from './returning/join-chain.ts';
import { loadFormer } from './returning/returning.ts';
import { createSerial } from './serial.ts';
import { createStorageWatch } from './storage/check-storage.ts';
import { decodeSelf } from './storage/self-record.ts';
import { storeSelf } from './storage/store-self.ts';
import { tables } from './storage/tables.ts';
import { createHomes } from './sync/homes.ts';
import { createSync } from './sync/sync.ts';
import { keepTidy } from './vault/census/keep-tidy.ts';
import type { Tidy } from './vault/census/keep-tidy.ts';
import { keepTesting } from './vault/keep-testing.ts';
import type { SealedStore } from './vault/sealed-store.ts';

/** What a handset is started with. */
export type StartParts = Pick<
  Engine,
  | 'crypto'
  | 'link'
  | 'pictures'
  | 'clock'
  | 'log'
  | 'store'
  | 'guard'
  | 'mls'
  | 'authenticate'
  | 'policy'
> & {
  /** See `keepTidy`. */
  readonly tidy?: Tidy;
  readonly messageKinds: readonly MessageKind[];
  /** See `Vault.testWipe`; absent where there is nothing to test it on. */
  readonly testWipe?: () => Promise<WipeTest>;
  /** The volume of the cover that lies beside it, to be kept up; absent where there is none. */
  readonly cover?: SealedStore | undefined;
  /** Takes over when the handset is locked; absent where no command can wipe it. */
  readonly lostWatch?: Pick<LockedWatch, 'set' | 'obey'> | undefined;
} & Pick<BackupParts, 'throwaway' | 'readBackup' | 'scryptLogN'>;

/** A running handset, and the way to end it. */
export interface Started {
  readonly handset: Omit<Handset, 'lock'>;
  /** Overwrites keys, and gives what is to be known for collecting; its read keys are the caller's to overwrite. */
  readonly stop: () => Promise<Pick<CollectorParts, 'homes' | 'mailboxes'>>;
}

/**
 * Reads what a vault holds, connects, and goes on with everything that was under way.
 * @throws VAULT_BROKEN, VAULT_NEWER
 */
export async function startHandset({
  messageKinds,
  tidy,
  testWipe,
  cover,
  lostWatch,
  throwaway,
  readBackup,
  scryptLogN,
  ...parts
}: StartParts): Promise<Started> {
  const { store, clock } = parts;
  const stored = await store.get({ table: tables.self, id: 'self' });
  if (stored === undefined) throw handsetError('VAULT_BROKEN', 'The vault holds no handset.');
  const selfRecord = decodeSelf(stored);
  erase(stored);
  const stop = new AbortController();
  const events = createEventHub();
  const troubles = createTroubles(events, parts.log);
  const first = {
    ...parts,
    self: selfOf(selfRecord),
    homes: createHomes(selfRecord.homes),
    holderSeed: selfRecord.holderSeed,
    events,
    stopping: stop.signal,
  };
  const sync = createSync(first, troubles);
  // A relay that lies about the time must not make or end invites and freezes as it likes.
  const nowMs = (): number => {
    const { maxClockSkewMs: most } = handsetLimits;
    return clock.now() - Math.max(-most, Math.min(sync.clockSkewMs() ?? 0, most));
  };
  // What the parts of the engine ask of each other once all of them are there.
  const later = {
    settle: (_: ConversationId): ConversationHandle | undefined => undefined,
    wake: (_: ConversationId): void => {},
    contactChanged: (_: Uint8Array): void => {},
    keyPackagesCame: (): void => {},
    keyPackagesWanted: (_: Uint8Array): void => {},
    welcomes: (): void => {},
    ready: (): Promise<void> => Promise.resolve(),
    lifeNumber: (): number => 0,
    spend: (_: number): Promise<void> => Promise.resolve(),
    forgotten: (): void => {},
    devicesChanged: (): void => {},
    chainHeard: (_: readonly Uint8Array[]): void => {},
    helpWanted: ((): void => {}) as Engine['helpWanted'],
    networkHeard: ((): void => {}) as Engine['networkHeard'],
    networkPinned: (): void => {},
    lost: (): void => {},
  };
  const settling = new Set<() => void>();
  const outbox = await loadOutbox(first, sync, troubles, {
    settle: async (id, settled, remove) => {
      const conversation = later.settle(id);
      if (conversation) await settleMessages(engine, conversation, settled, remove);
    },
    lessened: () => {
      for (const look of settling) look();
    },
  });
  const engine: Engine = {
    ...first,
    sync,
    outbox,
    kinds: createKinds(messageKinds, troubles.report),
    contacts: await loadContacts(store),
    chains: await loadChains(store, parts.crypto, selfRecord.path),
    settings: await loadSettings(store),
    network: await loadNetworkBook({ ...first, nowMs }),
    search: await loadSearch(first),
    eraserClock: await loadEraserClock(store, clock),
    former: await loadFormer(store),
    drops: await loadDrops(store),
    healing: await loadHealing(store),
    arrivals: createArrivals(),
    claims: createClaims(clock),
    made: createMadeCommits(),
    helpFor: createHelpShelf((id) => later.wake(id)),
    ready: () => later.ready(),
    lifeNumber: () => later.lifeNumber(),
    firstKeys: createFirstKeys(),
    spend: (frames) => later.spend(frames),
    forgotten: () => later.forgotten(),
    devicesChanged: () => later.devicesChanged(),
    chainHeard: (links) => later.chainHeard(links),
    keyPackagesCame: () => later.keyPackagesCame(),
    keyPackagesWanted: (identity) => later.keyPackagesWanted(identity),
    contactChanged: (identity) => later.contactChanged(identity),
    helpWanted: (id, request) => later.helpWanted(id, request),
    networkHeard: (said) => later.networkHeard(said),
    networkPinned: () => later.networkPinned(),
    welcomesOwed: () => later.welcomes(),
    welcomesArrived: () => later.welcomes(),
  };
  const uploads = createUploads(engine, sync, troubles);
  const receipts = createReceiptTimer(engine, troubles);
  const tending = createTending(engine, troubles);
  const relaySkewMs = (): number | undefined => sync.clockSkewMs();
  const eraser = createEraser({ engine, troubles, relaySkewMs });
  const returned = { look: (): void => {} };
  const changed = (conversation: ConversationHandle): void => {
    returned.look();
    eraser.watch(conversation);
    uploads.wake(conversation);
    receipts.look(conversation);
    tending.wake(conversation);
    for (const look of settling) look();
  };
  const collected = await loadCollected(store);
  for (const { mailbox } of collected.values()) sync.hold(mailbox);
  const conversations = await loadConversations({ engine, troubles, changed });
  for (const conversation of conversations.all()) await askOn(engine, conversation);
  const find = (id: ConversationId): ConversationHandle | undefined =>
    conversations.all().find((each) => each.id === id);
  const wakeDirect = (identity: Uint8Array): void => {
    const id = engine.contacts.get(identity)?.conversation;
    const direct = id && find(id);
    if (direct) tending.wake(direct);
  };
  const invites = await loadInvites({ engine, sync, conversations, nowMs });
  const welcomes = createWelcomes({ engine, conversations, troubles });
  const making = createSerial();
  const openOwnNotes = () => making.run(() => openNotes({ engine, conversations }));
  const devices = createDevices({ engine, conversations, troubles, openNotes: openOwnNotes });
  const life = createLife(engine, sync, troubles, { restored: () => readiness.restored() });
  const readiness = createReadiness({ engine, life, conversations, troubles });
  const storage = createStorageWatch({ engine, troubles, restored: () => readiness.restored() });
  later.settle = find;
  later.wake = (id) => {
    const conversation = find(id);
    if (conversation) tending.wake(conversation);
  };
  later.helpWanted = (id, request) => {
    const conversation = find(id);
    if (conversation) tending.helpWanted(conversation, request);
  };
  later.devicesChanged = () => {
    devices.wake();
    later.lost();
  };
  const joinChain = createJoinChain({ engine, conversations, troubles });
  returned.look = joinChain.look;
  later.chainHeard = joinChain.heard;
  later.ready = readiness.ready;
  later.lifeNumber = life.number;
  later.spend = life.spend;
  later.forgotten = readiness.restored;
  const supply = createKeyPackageSupply({ engine, conversations, troubles });
  later.keyPackagesWanted = supply.want;
  later.welcomes = welcomes.wake;
  later.keyPackagesCame = () => {
    for (const each of conversations.all()) if (each.record().intents > 0) tending.wake(each);
  };
  later.contactChanged = (identity) => {
    const record = engine.contacts.get(identity);
    if (record) events.emit({ type: 'contact', contact: engine.contacts.view(record) });
    wakeDirect(identity);
  };

  const storeHomes: StoreHomes = async (relays, renewed) => {
    const homes = relays.map((relay) => ({
      relay,
      credit: renewed?.relay === relay ? renewed.credit : engine.homes.credit(relay),
    }));
    await storeSelf(engine, { ...selfRecord, homes });
    engine.homes.change(homes);
  };
  const move = (relays: readonly RelayUrl[]): Promise<void> =>
    moveTo({ engine, conversations, storeHomes }, relays, engine.stopping);
  const tend = (): void => {
    for (const each of conversations.all()) tending.wake(each);
  };
  const locker = createLocker(engine);
  const network = await startNetwork({ engine, conversations, troubles, find, move, tend });
  later.networkHeard = network.heard;
  later.networkPinned = network.pinned;

  const lost = createLost({
    ...{ engine, conversations, troubles },
    ...(lostWatch ? { watch: lostWatch } : {}),
    revoke: devices.revoke,
  });
  later.lost = lost.wake;
  const backups = createBackups({ engine, conversations, throwaway, readBackup, scryptLogN });

  sync.start();
  outbox.wake();
  welcomes.wake();
  devices.wake();
  readiness.begin();
  for (const conversation of conversations.all()) changed(conversation);
  const ended = (): void => {};
  const running = [
    testWipe && keepTesting(engine, troubles, testWipe).catch(ended),
    takeCollected(engine, collected, troubles),
    throwaway &&
      keepDrilling(engine, troubles, { list: backups.api.list, drill: backups.drill }).catch(ended),
    keepKeeping(engine, troubles, () => backups.keep(troubles)).catch(ended),
    eraser.run(),
    storage.run(),
    tidy && keepTidy(engine, troubles, tidy),
    sweep(engine, async () => {
      await forgetOldAcceptances({ engine, sync, nowMs });
      return invites.sweep();
    }),
    sweep(engine, async () => {
      for (const each of conversations.all()) tending.wake(each);
      await conversations.formerMailboxes.sweep();
      await supply.renew();
      return handsetLimits.lookupEveryMs / 24;
    }),
    ...(cover === undefined ? [] : [sweep(engine, () => tendBeside(engine, cover))]),
  ];

  const end = async (): ReturnType<Started['stop']> => {
    stop.abort(handsetError('HANDSET_LOCKED', 'The handset is locked.'));
    await Promise.all([
      sync.stopped(),
      outbox.stopped(),
      uploads.stopped(),
      tending.stopped(),
      welcomes.stopped(),
      devices.stopped(),
      joinChain.stopped(),
      life.stopped(),
      network.stopped(),
      lost.stopped(),
      ...running,
    ]);
    await locker.close();
    const toCollect = { homes: engine.homes.relays(), mailboxes: sync.reading() };
    await Promise.all(conversations.all().map((conversation) => conversation.forget()));
    conversations.formerMailboxes.erase();
    invites.erase();
    engine.made.erase();
    engine.search.clear();
    engine.former.forget();
    erase(engine.self.device.signaturePrivateKey, selfRecord.holderSeed);
    for (const relay of engine.homes.relays()) erase(engine.homes.credit(relay));
    events.close();
    return toCollect;
  };

  const handset = createHandset({
    engine,
    conversations,
    invites,
    eraser,
    typing: createTyping({ engine, troubles, isOnline: () => sync.state() === 'online' }),
    nudge: () => {
      sync.nudge();
      outbox.nudge();
      tending.nudge();
      lost.wake();
    },
    changed,
    settling,
    nowMs,
    devices,
    openNotes: openOwnNotes,
    storeHomes,
    network: network.api,
    lostDevice: lost.api,
    locker: locker.api,
    backup: backups.api,
    storage,
  });
  return { handset, stop: end };
}

/** What a cover takes is loaded when there is something to do for it. */
async function tendBeside(engine: Engine, cover: SealedStore): Promise<number> {
  await engine.ready();
  const { tendCover } = await import('./cover/tend-cover.ts');
  return tendCover(engine, cover);
}

async function sweep({ clock, stopping, log }: Engine, look: () => Promise<number>): Promise<void> {
  while (!stopping.aborted) {
    try {
      await clock.sleep(await look(), stopping);
    } catch {
      // Aborted, or the store could not be written now: what is expired stays harmless until the next look.
      if (!stopping.aborted) log.warn('handset.sweep-failed');
      await clock.sleep(retryMs, stopping).catch(() => undefined);
    }
  }
}

const retryMs = 60_000;
