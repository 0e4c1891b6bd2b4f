/** A body part (draft-ietf-mimi-content-08, `NestedPart`), told apart by `cardinality`. */
export type NestedPart = NullPart | SinglePart | ExternalPart | MultiPart;

interface AnyPart {
  /** 0 to 255; see `dispositions`. Unknown values are to be treated as `render`. */
  readonly disposition: number;
  /** Empty, or a comma-separated list of language tags (RFC 5646). */
  readonly language: string;
}

/** No body: deletes or unlikes what `replaces` names. */
export interface NullPart extends AnyPart {
  readonly cardinality: 'null';
}

export interface SinglePart extends AnyPart {
  readonly cardinality: 'single';
  /** A media type with its parameters. */
  readonly contentType: string;
  readonly content: Uint8Array;
}

/** Content that is fetched from a URL, usually sealed. Zero or empty means "not given". */
export interface ExternalPart extends AnyPart {
  readonly cardinality: 'external';
  readonly contentType: string;
  readonly url: string;
  /** Seconds since the UNIX epoch, 32 bits. */
  readonly expires: number;
  /** Bytes; a safe integer. */
  readonly size: number;
  /** IANA AEAD number, 16 bits; see `aeadAlgorithms`. Zero: not sealed, then key, nonce and aad are empty. */
  readonly encAlg: number;
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  readonly aad: Uint8Array;
  /** IANA Named Information hash algorithm, 8 bits: 1 is SHA-256. Zero: no hash. */
  readonly hashAlg: number;
  /** Hash of what is at the URL. */
  readonly contentHash: Uint8Array;
  readonly description: string;
  readonly filename: string;
}

export interface MultiPart extends AnyPart {
  readonly cardinality: 'multi';
  readonly partSemantics: PartSemantics;
  /** Two or more. */
  readonly parts: readonly NestedPart[];
}

/**
 * `chooseOne`: the receiver picks one part. `singleUnit`: all of them or none. `processAll`: as many as possible.
 */
export type PartSemantics = 'chooseOne' | 'singleUnit' | 'processAll';

/** The registered dispositions; 9 to 255 are not assigned. */
export const dispositions = {
  unspecified: 0,
  render: 1,
  reaction: 2,
  profile: 3,
  inline: 4,
  icon: 5,
  attachment: 6,
  session: 7,
  preview: 8,
} as const;

/** Numbers for `ExternalPart.encAlg`: IANA's, and one from its range for private use. */
export const aeadAlgorithms = {
  none: 0,
  aes128Gcm: 1,
  aes256Gcm: 2,
  /** AES-256-GCM in chunks, laid out as src/envelope/blob-layout.ts says; `nonce` is the prefix. */
  sottoBlobV1: 0xf501,
} as const;

/** Numbers for `ExternalPart.hashAlg` (IANA Named Information Hash Algorithm Registry), with their lengths in bytes. */
export const hashAlgorithms = { none: 0, sha256: 1, sha384: 7, sha512: 8 } as const;

/** The disposition to act on: an unassigned one counts as `render` (draft, Security Considerations). */
export function effectiveDisposition(part: NestedPart): number {
  return part.disposition <= dispositions.preview ? part.disposition : dispositions.render;
}

/**
 * The part at an index in depth-first order, the body being 0; `undefined` past the end. `cid:` URIs count so
 * (draft, Message Bodies) and may name only single and external parts.
 */
export function partAt(body: NestedPart, partIndex: number): NestedPart | undefined {
  let index = 0;
  const pending: NestedPart[] = [body];
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (index++ === partIndex) return part;
    if (part.cardinality === 'multi') pending.push(...part.parts.toReversed());
  }
  return undefined;
}
