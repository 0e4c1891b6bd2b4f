import type { CleanOptions, CleanPicture, Pictures } from '@sotto/core';
import type { Clauses, ContractSubject } from '../contract.ts';
import { ensure } from '../ensure.ts';
import type { DecodedPicture } from './scene.ts';

/** What a `pictures` plugin's test hands to the contract. */
export interface PicturesSubject extends ContractSubject<'pictures'> {
  /**
   * Decodes a JPEG, PNG or WebP by other means than the plugin, as a viewer that ignores all
   * metadata shows it. Rejects when it cannot.
   */
  readonly decode: (file: Uint8Array) => Promise<DecodedPicture>;
}

/** Every promise of the `pictures` point. */
export type PicturesClauseId =
  | 'plain-in'
  | 'odd-colours'
  | 'upright'
  | 'colours-converted'
  | 'opaque-jpeg'
  | 'transparent-kept'
  | 'first-frame'
  | 'side-bounded'
  | 'never-enlarged'
  | 'facts-true'
  | 'thumbhash'
  | 'no-metadata-jpeg'
  | 'no-metadata-png'
  | 'no-metadata-webp'
  | 'no-trailing'
  | 'type-refused'
  | 'bytes-bounded'
  | 'pixels-bounded'
  | 'truncated-refused'
  | 'corrupt-refused'
  | 'inspect-accepts'
  | 'inspect-metadata'
  | 'inspect-trailing'
  | 'inspect-frames'
  | 'inspect-type'
  | 'inspect-bounded'
  | 'inspect-malformed'
  | 'own-bytes'
  | 'concurrent'
  | 'aborted'
  | 'aborted-midway';

/** Some of the clauses. */
export type PicturesClauses<Id extends PicturesClauseId> = Pick<
  Clauses<PicturesClauseId, 'pictures', PicturesSubject>,
  Id
>;

/** Limits that every sample keeps, changed where a clause wants. */
export function limits(change: Partial<CleanOptions> = {}): CleanOptions {
  return {
    signal: new AbortController().signal,
    maxInputBytes: 1_048_576,
    maxInputPixels: 1_000_000,
    maxSidePixels: 2048,
    ...change,
  };
}

/** The cleaned picture; fails the clause when it was refused. */
export async function cleaned(
  pictures: Pictures,
  sample: { readonly name: string; readonly file: Uint8Array },
  change: Partial<CleanOptions> = {},
): Promise<CleanPicture> {
  const result = await pictures.clean(sample.file, limits(change));
  ensure(result.refused === undefined, `${sample.name}: refused as ${String(result.refused)}`);
  return result;
}
