import { sha256 } from '@noble/hashes/sha2.js';
import type { RelayUrl } from '@sotto/core';
import { concatBytes, encodeBase64url, encodeUtf8 } from '@sotto/protocol';
import {
  actBytesToSign,
  charterHash,
  encodeAct,
  encodeActEntry,
  encodeCharter,
  lineOf,
  parseCharter,
  replayEntries,
  startNetwork,
} from '@sotto/charter';
import type {
  ActBodies,
  ActKind,
  ActOf,
  Charter,
  CharterRole,
  EntryOutcome,
  NetworkState,
  RoleName,
} from '@sotto/charter';
import { createCrypto } from './crypto.ts';

const { Ed25519 } = (await createCrypto()).signatures;
export const { verify } = Ed25519;

/** When the networks of these tests begin, in seconds. */
export const start = 1_800_000_000;
export const day = 86_400;
export const year = 365 * day;
export const english = (text: string) => [{ language: 'en', text }];

/** A key for signing, from a seed. */
export interface Signer {
  readonly publicKey: Uint8Array;
  readonly sign: (bytes: Uint8Array) => Promise<Uint8Array>;
}

export async function signerOf(seed: number): Promise<Signer> {
  const secret = new Uint8Array(32).fill(seed);
  return {
    publicKey: await Ed25519.publicKey(secret),
    sign: (bytes) => Ed25519.sign(secret, bytes),
  };
}

/** Keys 0 to 7. Ada has 0 and 3, Ben 1, Cleo 2; Dora 4, Emil 5 and Fay 6 are for recovery; 7 is Ben's next one. */
export const signers: readonly Signer[] = await Promise.all(
  Array.from({ length: 8 }, (_, seed) => signerOf(seed + 1)),
);
export const [ada, ben, cleo, adaToo, dora, emil, fay, benNext] = signers as readonly [
  Signer,
  Signer,
  Signer,
  Signer,
  Signer,
  Signer,
  Signer,
  Signer,
];

function vkey(name: string, type: number, seed: number): string {
  const key = Uint8Array.from([type, ...new Uint8Array(32).fill(seed)]);
  const hash = sha256(
    concatBytes(
      encodeUtf8(`${name}
`),
      key,
    ),
  );
  const base64 = encodeBase64url(key).replaceAll('-', '+').replaceAll('_', '/');
  return `${name}+${hash.subarray(0, 4).toHex()}+${base64}`;
}

export const relay = (name: string): RelayUrl => `https://${name}.example` as RelayUrl;
const role = (keys: readonly number[], more: Partial<CharterRole> = {}): CharterRole => ({
  threshold: 2,
  expiresAtSeconds: start + year,
  keys,
  ...more,
});

/** 2 of Ada (who has two keys), Ben and Cleo for everything; 2 of Dora, Emil and Fay for recovery. */
export const sampleCharter: Charter = {
  previous: null,
  name: 'Tea and cake',
  persons: ['Ada', 'Ben', 'Cleo', 'Dora', 'Emil', 'Fay'],
  keys: [0, 1, 2, 0, 3, 4, 5, 1].map((person, key) => ({
    publicKey: signers[key]!.publicKey,
    person,
    expiresAtSeconds: start + year,
  })),
  roles: {
    root: role([0, 1, 2, 3]),
    release: role([0, 1, 2, 3]),
    notice: role([0, 1, 2, 3]),
    network: role([0, 1, 2, 3]),
    recovery: role([4, 5, 6]),
  },
  logKey: vkey('log.example', 1, 1),
  witnesses: ['w1', 'w2', 'w3'].map((name, at) => vkey(`${name}.example`, 4, at + 2)),
  witnessQuorum: 2,
  relays: [relay('one'), relay('two')],
  pulse: { operatorSeconds: day, witnessSeconds: 3_600 },
  recoveryDelaySeconds: 7 * day,
};

export function withRole(charter: Charter, name: RoleName, change: Partial<CharterRole>): Charter {
  const roles = { ...charter.roles, [name]: { ...charter.roles[name]!, ...change } };
  return { ...charter, roles };
}

/** The charter that follows the one in force. */
export function following(state: NetworkState, change: Partial<Charter> = {}): Charter {
  const { charter, hash } = state.network!.document;
  return { ...charter, ...change, previous: hash };
}

export interface ActOptions {
  readonly by?: readonly Signer[];
  /** Log time; the act is made then, too. */
  readonly at?: number;
  readonly change?: Partial<Pick<ActOf<'charter'>, 'network' | 'charter' | 'number'>> & {
    readonly createdAtSeconds?: number;
    readonly expiresAtSeconds?: number;
  };
}

/** An entry with an act that would be next in this state. */
export async function entryOf<K extends ActKind>(
  state: NetworkState,
  kind: K,
  body: ActBodies[K],
  { by = [ada, ben], at = start, change = {} }: ActOptions = {},
): Promise<Uint8Array> {
  const act: ActOf<K> = {
    kind,
    network: state.pin,
    charter: state.network?.document.hash ?? state.pin,
    number: state.network?.numbers[lineOf[kind]] ?? 0,
    createdAtSeconds: at,
    expiresAtSeconds: at + day,
    body,
    ...change,
  };
  return signedEntry(encodeAct(act), by, at);
}

export async function signedEntry(
  act: Uint8Array,
  by: readonly Signer[],
  loggedAtSeconds: number,
): Promise<Uint8Array> {
  const signatures = await Promise.all(
    by.map(async ({ publicKey, sign }) => ({
      publicKey,
      signature: await sign(actBytesToSign(act)),
    })),
  );
  return encodeActEntry({ loggedAtSeconds, act, signatures });
}

export const charterBody = (charter: Charter): ActBodies['charter'] => ({
  document: parseCharter(encodeCharter(charter)),
});

/** A log that is replayed as it grows. */
export class NetworkUnderTest {
  state: NetworkState;
  readonly log: Uint8Array[] = [];
  readonly outcomes: EntryOutcome[] = [];

  constructor(pin: Uint8Array) {
    this.state = startNetwork(pin);
  }

  /** One that was founded by Ada and Ben. */
  static async founded(charter: Charter = sampleCharter): Promise<NetworkUnderTest> {
    const network = new NetworkUnderTest(charterHash(encodeCharter(charter)));
    await network.act('charter', charterBody(charter));
    return network;
  }

  /** `accepted`, or why not. */
  async act<K extends ActKind>(
    kind: K,
    body: ActBodies[K],
    options: ActOptions = {},
  ): Promise<string> {
    return this.append(await entryOf(this.state, kind, body, options));
  }

  async append(bytes: Uint8Array): Promise<string> {
    const entry = { index: this.state.next, bytes };
    const { state, outcomes, held } = await replayEntries(this.state, [entry], {
      verify,
      nowSeconds: start + 50 * year,
    });
    if (held !== undefined) return 'held';
    this.state = state;
    this.log.push(bytes);
    this.outcomes.push(...outcomes);
    const [outcome] = outcomes;
    return outcome!.accepted ? 'accepted' : outcome!.reason;
  }
}
