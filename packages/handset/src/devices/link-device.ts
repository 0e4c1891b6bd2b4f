import { isSottoError } from '@sotto/core';
import {
  bytesEqual,
  deviceLinkBytesToSign,
  encodeDeviceLink,
  parseCredential,
  parseDeviceCode,
  protocolLimits,
} from '@sotto/protocol';
import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { keepKeyPackages } from '../group/given-key-packages.ts';
import { putIntent, waitingIntents } from '../group/intents.ts';
import { leavesOf } from '../group/leaves.ts';
import { handsetLimits } from '../limits.ts';
import { readKeyPackage } from '../mls/key-package.ts';
import { isRefusal } from '../mls/refusal.ts';
import { decodeLinking, encodeLinking } from '../storage/linking-record.ts';
import type { LinkingRecord } from '../storage/linking-record.ts';
import { tables } from '../storage/tables.ts';
import { beginTransaction } from '../storage/transaction.ts';
import { mayConnect } from '../sync/may-connect.ts';
import { hearStep, sayStep, sealStep, steps } from './meeting.ts';
import { ownDevices } from './siblings.ts';
import { bytesStep, keyPackageStep, offerStep, unsignedLink } from './steps.ts';
import { wholeHour } from './whole-hour.ts';

const none = new Uint8Array(0);

/**
 * Notes that the device which shows this code is to be linked. Gives its key.
 * @throws DEVICE_CODE_MALFORMED, DEVICE_CODE_EXPIRED, DEVICE_CODE_USED, DEVICE_IS_THIS, DEVICE_LINK_FAILED, DEVICES_TOO_MANY
 */
export async function beginLinking(
  engine: Engine,
  text: string,
  name: string,
): Promise<Uint8Array> {
  const { self, chains, clock, store, homes } = engine;
  const { deviceKey, secret, relay, expiresAtSeconds } = parseDeviceCode(text);
  if (bytesEqual(deviceKey, self.device.key))
    throw handsetError('DEVICE_IS_THIS', 'This is the code of this device.');
  if (expiresAtSeconds * 1_000 < clock.now()) throw expired();
  if (!mayConnect(homes.primary(), relay))
    throw handsetError('DEVICE_LINK_FAILED', 'The code leads to a relay on this machine.');
  if (chains.of(self.identity)?.devices.some(({ key }) => bytesEqual(key, deviceKey)) === true)
    throw handsetError('DEVICE_CODE_USED', 'This device was linked before.');
  const { maxDevices, spareChainLinks, deviceCodeSeconds } = handsetLimits;
  const linksLeft = protocolLimits.maxDeviceChainLinks - chains.links(self.identity).length;
  if (ownDevices(engine).length >= maxDevices || linksLeft <= spareChainLinks)
    throw handsetError('DEVICES_TOO_MANY', 'There are as many devices as there may be.');
  const key = { table: tables.linking, id: deviceKey };
  const record: LinkingRecord = {
    ...{ deviceKey, secret, relay, name, previous: none, createdAtHour: 0 },
    ...{ offer: none, linked: none, welcome: none, link: none, attempt: 0, isAsked: false },
    // As long behind the code's end as the other one goes on.
    expiresAtMs: (expiresAtSeconds + deviceCodeSeconds) * 1_000,
  };
  if ((await store.get(key)) === undefined)
    await store.write([{ put: key, value: encodeLinking(record) }]);
  return deviceKey;
}

/** Has the notes look what other devices did. */
export async function lookAgain(notes: ConversationHandle): Promise<void> {
  await notes.change(async (draft) => {
    if (draft.leaves.all.length > 1)
      draft.record = { ...draft.record, behind: draft.record.behind + 1 };
  });
}

/** The devices that are being linked, the first one first. */
export async function linkings({
  store,
}: Pick<Engine, 'store'>): Promise<readonly LinkingRecord[]> {
  const found: LinkingRecord[] = [];
  for await (const value of store.values(tables.linking)) found.push(decodeLinking(value));
  return found.toSorted((a, b) => a.expiresAtMs - b.expiresAtMs);
}

/**
 * Takes the next step of a linking, if the other device has said what it takes. Each is stored before it is said, so that after a crash it goes on
 * with the same words.
 * @returns `done` when the device was let in and told how
 * @throws DEVICE_CODE_EXPIRED, DEVICE_CODE_USED, DEVICE_LINK_FAILED when it is over; codes of the relay and the link that pass
 */
export async function nextStep(
  engine: Engine,
  notes: ConversationHandle,
  record: LinkingRecord,
): Promise<'done' | 'wait' | 'again'> {
  const { crypto, sync, stopping, clock } = engine;
  if (clock.now() > record.expiresAtMs) throw expired();
  const hear = (step: number) => hearStep(crypto, sync, record, step, stopping);
  const say = (step: number, body: Uint8Array) =>
    sayStep(crypto, sync, record, step, body, stopping);

  if (record.offer.length === 0) {
    // The chain's last link is wanted: what the other devices did since is followed first.
    if (notes.record().behind) return 'wait';
    await store(engine, await offered(engine, record));
    return 'again';
  }
  if (record.link.length === 0) {
    await say(steps.offer, record.offer);
    const said = await hear(steps.proof);
    if (said === undefined) return 'wait';
    await store(engine, await signed(engine, record, bytesStep.parse(said)));
    return 'again';
  }
  if (!record.isAsked) {
    await say(steps.link, record.linked);
    const said = await hear(steps.keyPackage);
    if (said === undefined) return 'wait';
    const given = keyPackageStep.parse(said);
    if (given === undefined || !(await isOf(engine, record, given.keyPackage))) throw failed();
    const name = record.name === '' ? given.name : record.name;
    await notes.change(async (draft) => {
      const { self } = engine;
      await keepKeyPackages(engine, draft, self.identity, [given.keyPackage]);
      putIntent(draft, { type: 'device', device: record.deviceKey, link: record.link });
      const key = { table: tables.linking, id: record.deviceKey };
      draft.tx.put(key, encodeLinking({ ...record, name, isAsked: true }));
    });
    return 'again';
  }
  if (record.welcome.length === 0) {
    if (await isLetIn(engine, notes, record)) return 'wait';
    if (record.attempt === handsetLimits.maxLinkAttempts) throw failed();
    await lookAgain(notes);
    const attempt = record.attempt + 1;
    const anew = { offer: none, linked: none, link: none, isAsked: false, attempt };
    await store(engine, { ...record, ...anew });
    return 'again';
  }
  await say(steps.welcome, record.welcome);
  return 'done';
}

async function offered(engine: Engine, record: LinkingRecord): Promise<LinkingRecord> {
  const { chains, self, crypto, clock } = engine;
  const previous = chains.of(self.identity)?.head ?? none;
  const createdAtHour = wholeHour(clock);
  const links = chains.links(self.identity);
  const said = offerStep.encode({ links, by: self.device.key, previous, createdAtHour });
  const offer = await sealStep(crypto, record, steps.offer, said);
  return { ...record, previous, createdAtHour, offer };
}

/** @throws DEVICE_LINK_FAILED when the proof is not of the key in the code */
async function signed(
  { self, crypto }: Engine,
  record: LinkingRecord,
  proof: Uint8Array | undefined,
): Promise<LinkingRecord> {
  const { Ed25519 } = crypto.signatures;
  const unsigned = unsignedLink({ ...record, by: self.device.key }, record.deviceKey);
  const bytes = deviceLinkBytesToSign(unsigned);
  if (proof === undefined || !(await Ed25519.verify(record.deviceKey, bytes, proof)))
    throw failed();
  const signature = await Ed25519.sign(self.device.signaturePrivateKey, bytes);
  const link = encodeDeviceLink({ ...unsigned, signature, proof });
  const linked = await sealStep(crypto, record, steps.link, bytesStep.encode(link));
  return { ...record, link, linked };
}

/** Whether a KeyPackage is of the device in the code, by the link that was just made. */
async function isOf(
  engine: Engine,
  { deviceKey, link }: LinkingRecord,
  message: Uint8Array,
): Promise<boolean> {
  try {
    const { leafNode } = await readKeyPackage(engine, message);
    if (leafNode.credential.credentialType !== 'basic') return false;
    const { links } = parseCredential(leafNode.credential.identity);
    return bytesEqual(leafNode.signatureKey, deviceKey) && bytesEqual(links.at(-1) ?? none, link);
  } catch (error) {
    if (isRefusal(error) || isSottoError(error)) return false;
    throw error;
  }
}

/** Whether the notes have the device, or will: false when what was asked for came to nothing, as the chain went on without it. */
async function isLetIn(
  engine: Engine,
  notes: ConversationHandle,
  { deviceKey }: LinkingRecord,
): Promise<boolean> {
  return notes.look(async ({ group, record }) => {
    if (leavesOf(engine.mls, group).ofDevice(deviceKey) !== undefined || record.committing)
      return true;
    const waiting = await waitingIntents({ tx: beginTransaction(engine.store), record });
    return waiting.some(
      ({ intent }) => intent.type === 'device' && bytesEqual(intent.device, deviceKey),
    );
  });
}

function store({ store: to }: Engine, record: LinkingRecord): Promise<void> {
  const key = { table: tables.linking, id: record.deviceKey };
  return to.write([{ put: key, value: encodeLinking(record) }]);
}

function expired(): Error {
  return handsetError('DEVICE_CODE_EXPIRED', 'The code of the new device is no longer valid.');
}

function failed(): Error {
  return handsetError('DEVICE_LINK_FAILED', 'The new device could not be linked.');
}
