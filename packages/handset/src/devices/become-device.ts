import type { Clock, Crypto, Link, RelayUrl } from '@sotto/core';
import { isSottoError } from '@sotto/core';
import type { Mls, OwnKeyPackage } from '@sotto/mls';
import {
  bytesEqual,
  deviceLinkBytesToSign,
  encodeDeviceCode,
  parseDeviceLink,
  verifyDeviceChain,
} from '@sotto/protocol';
import type { ConversationId } from '../api.ts';
import { handsetError } from '../error.ts';
import { createEventHub } from '../events/event-hub.ts';
import { selfOf } from '../identity/self.ts';
import { pathTo } from '../identity/path.ts';
import { createOwnMailbox } from '../invite/own-mailbox.ts';
import { handsetLimits } from '../limits.ts';
import { makeKeyPackage } from '../mls/key-package.ts';
import { encodeArrivedWelcome } from '../storage/arrived-welcome.ts';
import { encodeChain } from '../storage/chain-record.ts';
import type { OwnMailbox } from '../storage/conversation-record.ts';
import { encodeOwnKeyPackage } from '../storage/own-key-package.ts';
import { encodeSelf } from '../storage/self-record.ts';
import type { SelfRecord } from '../storage/self-record.ts';
import { tables } from '../storage/tables.ts';
import { createHomes } from '../sync/homes.ts';
import type { Home } from '../sync/homes.ts';
import { createSync } from '../sync/sync.ts';
import type { Sync } from '../sync/sync.ts';
import type { SealedChange } from '../vault/sealed-store.ts';
import { hearStep, isPassing, sayStep, sealStep, steps } from './meeting.ts';
import { bytesStep, keyPackageStep, offerStep, unsignedLink, welcomeStep } from './steps.ts';
import type { WelcomeStep } from './steps.ts';

interface Parts {
  readonly crypto: Crypto;
  readonly link: Link;
  readonly clock: Clock;
  readonly mls: Mls;
}

export interface Becoming {
  readonly homes: readonly Home[];
  /** See `SelfRecord`. */
  readonly holderSeed: Uint8Array;
  readonly relay: RelayUrl;
  /** How this device calls itself. */
  readonly name: string;
  readonly onCode: (code: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Becomes a device of somebody who shows this one's code to another device of theirs. Nothing is stored meanwhile: what is cut off begins
 * again with a new code. Gives what the vault begins with.
 * @throws DEVICE_CODE_EXPIRED, DEVICE_LINK_FAILED, RELAY_REFUSED, the signal's reason
 */
export async function becomeDevice(
  parts: Parts,
  options: Becoming,
): Promise<readonly SealedChange[]> {
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const homes = createHomes(options.homes);
  const deviceSeed = parts.crypto.random(32);
  const { holderSeed } = options;
  const engine = { ...parts, homes, holderSeed, events: createEventHub(), stopping: signal };
  const sync = createSync(engine, { report: () => {}, over: () => {} });
  sync.start();
  try {
    return await meet({ ...parts, sync, deviceSeed }, { ...options, signal });
  } finally {
    stop.abort(handsetError('HANDSET_LOCKED', 'The linking is over.'));
    await sync.stopped();
  }
}

async function meet(
  parts: Parts & { readonly sync: Sync; readonly deviceSeed: Uint8Array },
  { homes, holderSeed, relay, name, onCode, signal }: Becoming,
): Promise<readonly SealedChange[]> {
  const { crypto, clock, sync, deviceSeed } = parts;
  const { Ed25519 } = crypto.signatures;
  const deviceKey = await Ed25519.publicKey(deviceSeed);
  const meeting = { relay, secret: crypto.random(32) };
  const expiresAtSeconds = Math.floor(clock.now() / 1_000) + handsetLimits.deviceCodeSeconds;
  let untilMs = expiresAtSeconds * 1_000;

  const patiently = async <T>(ask: () => Promise<T | undefined>): Promise<T> => {
    for (;;) {
      signal.throwIfAborted();
      if (clock.now() > untilMs)
        throw handsetError('DEVICE_CODE_EXPIRED', 'Nobody linked this device in time.');
      try {
        const answer = await ask();
        if (answer !== undefined) return answer;
      } catch (error) {
        if (!isPassing(error)) throw error;
      }
      await clock.sleep(handsetLimits.deviceStepPollMs, signal);
    }
  };
  const hearAt = (attempt: number, step: number): Promise<Uint8Array | undefined> =>
    hearStep(crypto, sync, { ...meeting, attempt }, step, signal);
  /** `again`: the other one began anew, as its chain went on meanwhile. */
  const hear = (attempt: number, step: number): Promise<Uint8Array | 'again'> =>
    patiently(async () => {
      const said = await hearAt(attempt, step);
      if (said !== undefined || attempt === handsetLimits.maxLinkAttempts) return said;
      return (await hearAt(attempt + 1, steps.offer)) && 'again';
    });
  const say = async (attempt: number, step: number, plaintext: Uint8Array): Promise<void> => {
    const at = { ...meeting, attempt };
    const body = await sealStep(crypto, at, step, plaintext);
    await patiently(async () => {
      await sayStep(crypto, sync, at, step, body, signal);
      return true;
    });
  };

  /** One beginning of the two; `undefined` when there is another. */
  const attemptOf = async (
    attempt: number,
    said: Uint8Array,
  ): Promise<readonly SealedChange[] | undefined> => {
    const offer = offerStep.parse(said) ?? failed();
    const chain = await verifyDeviceChain(offer.links, Ed25519.verify);
    if (chain === undefined || !bytesEqual(chain.head, offer.previous)) failed();
    const proof = deviceLinkBytesToSign(unsignedLink(offer, deviceKey));
    await say(attempt, steps.proof, bytesStep.encode(await Ed25519.sign(deviceSeed, proof)));

    const answer = await hear(attempt, steps.link);
    if (answer === 'again') return undefined;
    const link = bytesStep.parse(answer) ?? failed();
    const links = [...offer.links, link];
    const whole = await verifyDeviceChain(links, Ed25519.verify);
    const path = whole && isOwnLink(link, deviceKey) ? pathTo(links, deviceKey) : undefined;
    if (whole === undefined || path === undefined) return failed();
    const record: SelfRecord = {
      ...{ deviceSeed, holderSeed, deviceKey, path, homes },
      suggestedName: '',
    };
    const mailbox = await createOwnMailbox(
      crypto,
      homes.map((home) => home.relay),
    );
    const made = await makeKeyPackage({ ...parts, self: selfOf(record) }, mailbox);
    await patiently(async () => {
      await sync.openMailbox(mailbox.readKey, mailbox.relays, signal);
      return true;
    });
    const keyPackage = keyPackageStep.encode({ keyPackage: made.message, name });
    await say(attempt, steps.keyPackage, keyPackage);
    const end = await hear(attempt, steps.welcome);
    if (end === 'again') return undefined;
    const welcome = welcomeStep.parse(end) ?? failed();
    return firstRecords(parts, {
      record,
      links,
      identity: whole.identity,
      made,
      mailbox,
      welcome,
      relay,
    });
  };

  onCode(encodeDeviceCode({ ...meeting, deviceKey, expiresAtSeconds }));
  for (let attempt = 0; ; attempt++) {
    const offer = await patiently(() => hearAt(attempt, steps.offer));
    // Whoever scanned the code has begun: what is left is between two machines.
    untilMs = clock.now() + handsetLimits.deviceCodeSeconds * 1_000;
    const records = await attemptOf(attempt, offer);
    if (records !== undefined) return records;
  }
}

interface Linked {
  readonly record: SelfRecord;
  readonly links: readonly Uint8Array[];
  readonly identity: Uint8Array;
  readonly made: OwnKeyPackage;
  readonly mailbox: OwnMailbox;
  readonly welcome: WelcomeStep;
  readonly relay: RelayUrl;
}

/** What a handset begins with that was linked. */
async function firstRecords(
  { crypto, clock }: Parts,
  { record, links, identity, made, mailbox, welcome, relay }: Linked,
): Promise<readonly SealedChange[]> {
  const { message, initPrivateKey, encryptionPrivateKey } = made;
  const endsAtMs = clock.now() + handsetLimits.keyPackageSeconds * 1_000;
  const id = crypto.random(16);
  return [
    {
      put: { table: tables.self, id: 'self' },
      value: encodeSelf({ ...record, suggestedName: welcome.suggestedName }),
    },
    {
      put: { table: tables.chains, id: identity },
      value: encodeChain({ links, fork: [] }),
    },
    {
      put: { table: tables.ownKeyPackages, id: await crypto.hash('SHA-256', message) },
      value: encodeOwnKeyPackage({
        ...{ message, initPrivateKey, encryptionPrivateKey, mailbox, endsAtMs },
        identity,
        // Before the handset has begun its first life.
        life: 0,
      }),
    },
    {
      put: { table: tables.arrivedWelcomes, id },
      value: encodeArrivedWelcome({
        id,
        conversation: '' as ConversationId,
        relays: [...new Set([relay, ...welcome.relays])],
        identity,
        control: welcome.control,
        arrivedAtMs: clock.now(),
      }),
    },
  ];
}

function isOwnLink(bytes: Uint8Array, deviceKey: Uint8Array): boolean {
  try {
    const link = parseDeviceLink(bytes);
    return (
      link.kind === 'add' && link.role === 'device' && bytesEqual(link.signatureKey, deviceKey)
    );
  } catch (error) {
    if (!isSottoError(error)) throw error;
    return false;
  }
}

function failed(): never {
  throw handsetError('DEVICE_LINK_FAILED', 'The other device said something that fits no link.');
}
