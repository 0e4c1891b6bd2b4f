import { brokenPictures } from './broken/pictures.ts';
import { clauseList, rejectionList } from './clause-list.ts';
import type { Clauses, ContractClause } from './contract.ts';
import { bombs, corruptSamples, foreignSamples } from './pictures/bad-samples.ts';
import { callClauses } from './pictures/call-clauses.ts';
import { lookClauses } from './pictures/look-clauses.ts';
import { refusalClauses } from './pictures/refusal-clauses.ts';
import { resultClauses } from './pictures/result-clauses.ts';
import type { Sample } from './pictures/samples.ts';
import {
  animatedSample,
  oddColourSamples,
  plainSamples,
  tellingJpegs,
  tellingPngs,
  tellingWebps,
  trailingSamples,
  transparentSamples,
  turnedSamples,
} from './pictures/samples.ts';
import type { PicturesClauseId, PicturesSubject } from './pictures/subject.ts';

export type { ExifFields } from './pictures/exif.ts';
export { jpegWithExif } from './pictures/jpeg-segments.ts';
export { containsText, residue } from './pictures/residue.ts';
export type { DecodedPicture } from './pictures/scene.ts';
export type { Sample as PictureSample } from './pictures/samples.ts';
export type { PicturesClauseId, PicturesSubject } from './pictures/subject.ts';

/**
 * The files that the clauses use, made anew by each call; small pictures of four coloured
 * quadrants.
 */
export const pictureSamples: {
  /** JPEG, PNG and WebP with nothing in them but pixels. */
  readonly plain: () => readonly Sample[];
  /** In grey, in 16 bits, and for print. */
  readonly oddColours: () => readonly Sample[];
  readonly transparent: () => readonly Sample[];
  readonly animated: () => Sample;
  /** Each type with an EXIF orientation of 1 to 8, and with a place. */
  readonly turned: (orientation: number) => readonly Sample[];
  /** Each kind of thing that a picture can carry besides pixels. */
  readonly telling: () => readonly Sample[];
  /** With something behind the picture's end. */
  readonly trailing: () => readonly Sample[];
  /** Small files that ask for hundreds of millions of pixels. */
  readonly bombs: () => readonly Sample[];
  /** GIF, SVG, HEIC, PDF and others. */
  readonly foreign: () => readonly Sample[];
  /** Whole in length, but not decodable whole. */
  readonly corrupt: () => readonly Sample[];
} = {
  plain: plainSamples,
  oddColours: oddColourSamples,
  transparent: transparentSamples,
  animated: animatedSample,
  turned: turnedSamples,
  telling: () => [...tellingJpegs(), ...tellingPngs(), ...tellingWebps()],
  trailing: trailingSamples,
  bombs,
  foreign: foreignSamples,
  corrupt: corruptSamples,
};

export const picturesClauses: Clauses<PicturesClauseId, 'pictures', PicturesSubject> = {
  ...lookClauses,
  ...resultClauses,
  ...refusalClauses,
  ...callClauses,
};

/** The clauses of the `pictures` point for one plugin. */
export function picturesContract(
  make: () => Promise<PicturesSubject>,
): readonly ContractClause<PicturesClauseId>[] {
  return clauseList('pictures', picturesClauses, make);
}

/** The proof that each of those clauses rejects an implementation without its promise. */
export function picturesRejections(
  make: () => Promise<PicturesSubject>,
): readonly ContractClause<PicturesClauseId>[] {
  return rejectionList('pictures', picturesClauses, brokenPictures, make);
}
