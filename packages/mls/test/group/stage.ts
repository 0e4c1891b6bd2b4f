import type { Crypto, SignatureAlgorithm } from '@sotto/core';
import type {
  Authenticate,
  Capabilities,
  Credential,
  Extension,
  Mls,
  MlsLimits,
  OwnKeyPackage,
} from '../../src/index.ts';
import { createMls, knownCipherSuites } from '../../src/index.ts';
import { createCrypto } from '../crypto.ts';

/** The present of every test, in seconds since 1970. */
export const now = 1_800_000_000;

export interface StageOptions {
  /** Default 1. */
  readonly suite?: number;
  readonly limits?: Partial<MlsLimits>;
  /** Seed of all randomness that the engine asks for. */
  readonly seed?: number;
  readonly authenticate?: Authenticate;
  /** In place of the platform's. */
  readonly crypto?: Crypto;
}

/** The engine with what every client on it shares. */
export interface Stage {
  readonly mls: Mls;
  readonly crypto: Crypto;
  readonly suite: number;
}

let shared: Promise<Crypto> | undefined;

export async function setStage(options: StageOptions = {}): Promise<Stage> {
  shared ??= createCrypto();
  const plain = options.crypto ?? (await shared);
  const crypto: Crypto = { ...plain, random: seededRandom(options.seed ?? 1) };
  const { limits = {}, authenticate = isSamePerson, suite = 1 } = options;
  return { mls: createMls({ crypto, limits, authenticate }), crypto, suite };
}

/** Whoever is new is believed, and whoever comes again has to be the same person. */
const isSamePerson: Authenticate = (claim, previous) =>
  previous === undefined || nameOf(claim.credential) === nameOf(previous.credential);

export function credentialOf(name: string): Credential {
  return { credentialType: 'basic', identity: new TextEncoder().encode(name) };
}

export function nameOf(credential: Credential): string {
  if (credential.credentialType !== 'basic') throw new Error('no basic credential');
  return new TextDecoder().decode(credential.identity);
}

const privateKeyBytes: Readonly<Record<SignatureAlgorithm, number>> = {
  Ed25519: 32,
  Ed448: 57,
  'P-256': 32,
  'P-384': 48,
  'P-521': 66,
};

/** The signature key of that name, always the same one. */
export async function signatureKeyOf(
  stage: Stage,
  name: string,
  suite?: number,
): Promise<Uint8Array> {
  const id = suite ?? stage.suite;
  const { signature } = knownCipherSuites.find((known) => known.id === id)!;
  const seed = await stage.crypto.hash('SHA-512', new TextEncoder().encode(name));
  const key = await stage.crypto.hkdfExpand(
    'SHA-512',
    seed,
    new Uint8Array(),
    privateKeyBytes[signature],
  );
  // Below the order of every curve.
  if (signature.startsWith('P-')) key.fill(0, 0, 2);
  return key;
}

export function capabilitiesOf(
  suites: readonly number[],
  more: Partial<Capabilities> = {},
): Capabilities {
  return {
    versions: [1],
    cipherSuites: suites,
    extensions: [],
    proposals: [],
    credentials: [1],
    ...more,
  };
}

export interface ClientOptions {
  readonly suite?: number;
  readonly capabilities?: Partial<Capabilities>;
  readonly extensions?: readonly Extension[];
  readonly signatureKeyName?: string;
}

export async function createKeyPackage(
  stage: Stage,
  name: string,
  options: ClientOptions = {},
): Promise<OwnKeyPackage> {
  const suite = options.suite ?? stage.suite;
  return stage.mls.createKeyPackage({
    cipherSuite: suite,
    credential: credentialOf(name),
    signaturePrivateKey: await signatureKeyOf(stage, options.signatureKeyName ?? name, suite),
    lifetime: { notBefore: BigInt(now - 3_600), notAfter: BigInt(now + 86_400) },
    capabilities: capabilitiesOf([suite], options.capabilities),
    extensions: options.extensions ?? [],
  });
}

/** Not secure, and not meant to be: the same bytes for the same seed. */
export function seededRandom(seed: number): (length: number) => Uint8Array {
  const next = seededNumbers(seed);
  return (length) => Uint8Array.from({ length }, () => next(256));
}

/** Numbers from 0 to one below `bound`, the same for the same seed (splitmix32). */
function seededNumbers(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x9e37_79b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85eb_ca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) % bound;
  };
}
