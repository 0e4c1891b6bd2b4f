import type { Hex } from './hex.mts';

/** One passive-client vector, in the published format of mlswg/mls-implementations. More fields do no harm. */
export interface PassiveClientVector {
  readonly cipher_suite: number;
  readonly external_psks?: readonly { readonly psk_id: Hex; readonly psk: Hex }[];
  /** MLSMessage, as `welcome` and all messages of `epochs`. */
  readonly key_package: Hex;
  readonly signature_priv: Hex;
  readonly encryption_priv: Hex;
  readonly init_priv: Hex;
  readonly welcome: Hex;
  /** `null` where the tree is in the Welcome. */
  readonly ratchet_tree?: Hex | null;
  readonly initial_epoch_authenticator: Hex;
  readonly epochs?: readonly PassiveClientEpoch[];
}

export interface PassiveClientEpoch {
  readonly proposals?: readonly Hex[];
  readonly commit: Hex;
  readonly epoch_authenticator: Hex;
}

const required = [
  'cipher_suite',
  'key_package',
  'signature_priv',
  'encryption_priv',
  'init_priv',
  'welcome',
  'initial_epoch_authenticator',
];

/** The vectors of a parsed file: a list of them, one alone, or an object that has a list; else `undefined`. */
export function vectorsOf(json: unknown): readonly PassiveClientVector[] | undefined {
  if (isVector(json)) return [json];
  if (Array.isArray(json)) return json.every(isVector) ? json : undefined;
  if (typeof json !== 'object' || json === null) return undefined;
  return Object.values(json)
    .map((value: unknown) => (Array.isArray(value) ? vectorsOf(value) : undefined))
    .find((vectors) => vectors !== undefined);
}

function isVector(value: unknown): value is PassiveClientVector {
  return typeof value === 'object' && value !== null && required.every((name) => name in value);
}
