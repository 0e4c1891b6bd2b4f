import type { ActBodies, ActKind, ActOf, Charter, NetworkState } from '@sotto/charter';
import {
  actBytesToSign,
  charterHash,
  charterLimits,
  encodeAct,
  encodeActEntry,
  encodeCharter,
  lineOf,
  parseCharter,
  replayEntries,
} from '@sotto/charter';
import type { RelayUrl } from '@sotto/core';
import type { SignerKey } from '@sotto/tlog';
import { formatVerifierKey } from '@sotto/tlog';
import type { ActLog, LogSource, Publication } from '@sotto/actlog';
import {
  draftCheckpoint,
  openActLog,
  publishCheckpoint,
  signDraft,
  startLogPosition,
  tileSource,
  withCosignatures,
  witnessRequest,
} from '@sotto/actlog';
import { ed25519, noteKey, personKey } from './keys.ts';
import { TestWitness } from './witness.ts';

export const begun = 1_800_000_000;
export const day = 86_400;
const year = 365 * day;
const ada = await personKey(1);
const ben = await personKey(2);

export const logKeys: readonly SignerKey[] = await Promise.all(
  [0, 1, 2].map((at) => noteKey('ed25519', `log${at}.example`, 40 + at)),
);
export const witnessKeys: readonly SignerKey[] = await Promise.all(
  [0, 1, 2, 3, 4, 5].map((at) => noteKey('cosignature', `w${at}.example`, 50 + at)),
);

export const vkeys = (keys: readonly SignerKey[]): readonly string[] => keys.map(formatVerifierKey);

/** Ada and Ben together for everything; three witnesses, of whom two. */
export const sampleCharter: Charter = {
  previous: null,
  name: 'Tea and cake',
  persons: ['Ada', 'Ben'],
  keys: [ada, ben].map(({ publicKey }, person) => ({
    publicKey,
    person,
    expiresAtSeconds: begun + year,
  })),
  roles: { root: role(), release: role(), notice: role(), network: role() },
  logKey: formatVerifierKey(logKeys[0]!),
  witnesses: vkeys(witnessKeys.slice(0, 3)),
  witnessQuorum: 2,
  relays: ['https://one.example' as RelayUrl],
  pulse: { operatorSeconds: day, witnessSeconds: 3_600 },
  recoveryDelaySeconds: 7 * day,
};

function role() {
  return { threshold: 2, expiresAtSeconds: begun + year, keys: [0, 1] };
}

export const pin = charterHash(encodeCharter(sampleCharter));

export interface PublishOptions {
  readonly atSeconds?: number;
  /** Indices of `witnessKeys` that are asked; default all of the charter. */
  readonly witnesses?: readonly number[];
  /** When the first of them cosigns, and so on; default `atSeconds`. */
  readonly cosignedAtSeconds?: readonly number[];
}

/** Writes a log as an operator does, into files that are kept in memory. */
export class TestOperator {
  log: ActLog;
  readonly files = new Map<string, Uint8Array>();
  readonly witnesses = witnessKeys.map((key) => new TestWitness(key));
  /** State after all entries, with none held. */
  state: NetworkState;
  now = begun;

  constructor() {
    const position = startLogPosition(pin);
    this.state = position.state;
    this.log = openActLog(position, []);
  }

  static async founded(): Promise<TestOperator> {
    const operator = new TestOperator();
    await operator.logged(await operator.charterEntry(sampleCharter));
    return operator;
  }

  /** A signed entry with the next act of its line. */
  async entry<K extends ActKind>(
    kind: K,
    body: ActBodies[K],
    loggedAtSeconds: number = this.now,
  ): Promise<Uint8Array> {
    const act: ActOf<K> = {
      kind,
      network: pin,
      charter: this.state.network?.document.hash ?? pin,
      number: this.state.network?.numbers[lineOf[kind]] ?? 0,
      createdAtSeconds: loggedAtSeconds,
      expiresAtSeconds: loggedAtSeconds + day,
      body,
    };
    const bytes = encodeAct(act);
    const signatures = await Promise.all(
      [ada, ben].map(async ({ publicKey, sign }) => ({
        publicKey,
        signature: await sign(actBytesToSign(bytes)),
      })),
    );
    const entry = encodeActEntry({ loggedAtSeconds, act: bytes, signatures });
    await this.count(entry);
    return entry;
  }

  /** Takes note of an entry that will be logged, so that the next act has its number. */
  async count(bytes: Uint8Array): Promise<void> {
    const options = { verify: ed25519.verify, nowSeconds: charterLimits.maxTimeSeconds };
    const entries = [{ index: this.state.next, bytes }];
    ({ state: this.state } = await replayEntries(this.state, entries, options));
  }

  async charterEntry(charter: Charter): Promise<Uint8Array> {
    return this.entry('charter', { document: parseCharter(encodeCharter(charter)) });
  }

  /** A charter act that changes this of the charter in force. */
  async change(change: Partial<Charter>): Promise<Uint8Array> {
    const { charter, hash } = this.state.network!.document;
    return this.charterEntry({ ...charter, ...change, previous: hash });
  }

  heartbeat(): Promise<Uint8Array> {
    return this.entry('heartbeat', {});
  }

  /** Publishes all of these, with as many checkpoints as it takes, and fails when it cannot. */
  async logged(...entries: readonly Uint8Array[]): Promise<void> {
    for (let rest = entries; ;) {
      const { publication, rest: left } = await this.publish(rest);
      if (publication.outcome !== 'published') throw new Error(`Not ${publication.outcome}.`);
      rest = left;
      if (rest.length === 0) return;
    }
  }

  /** The next checkpoint, and what is left for another. Nothing is written when it is refused. */
  async publish(
    entries: readonly Uint8Array[],
    options: PublishOptions = {},
  ): Promise<{ readonly publication: Publication; readonly rest: readonly Uint8Array[] }> {
    const at = options.atSeconds ?? this.now;
    const draft = await draftCheckpoint(this.log, entries, ed25519);
    const key = logKeys.find(({ name }) => name === draft.rules.logKey.name)!;
    let note = await signDraft(draft, key, ed25519);
    const asked =
      options.witnesses?.map((index) => this.witnesses[index]!) ??
      this.witnesses.filter((one) =>
        draft.rules.witnesses.some(({ name }) => name === one.key.name),
      );
    for (const [place, witness] of asked.entries()) {
      const request = witnessRequest(draft, note, witness.sizeOf(key.name));
      const cosignedAt = options.cosignedAtSeconds?.[place] ?? at;
      note = await withCosignatures(draft, note, await witness.add(request, cosignedAt), ed25519);
    }
    const publication = await publishCheckpoint(draft, note, { ed25519, nowSeconds: this.now });
    if (publication.outcome === 'published') {
      for (const { path, bytes } of publication.files) this.files.set(path, bytes);
      this.log = publication.log;
    }
    return { publication, rest: draft.rest };
  }

  /** The files as they are when they are read. */
  source(
    change: (path: string, bytes?: Uint8Array) => Uint8Array | undefined = (_, bytes) => bytes,
  ): LogSource {
    return tileSource(async (path) => change(path, this.files.get(path)));
  }

  /** Another operator that goes on from the same log with the same keys; its witnesses are as they are now. */
  fork(): TestOperator {
    const fork = new TestOperator();
    fork.log = this.log;
    fork.state = this.state;
    fork.now = this.now;
    for (const [path, bytes] of this.files) fork.files.set(path, bytes);
    return fork;
  }
}

/** A log at the pin. */
export function emptyLog(): ActLog {
  return openActLog(startLogPosition(pin), []);
}
