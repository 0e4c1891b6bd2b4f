import { brokenPictures } from './broken/pictures.ts';
import { clauseList, rejectionList } from './clause-list.ts';
import type { Clauses, ContractClause } from './contract.ts';
import { callClauses } from './pictures/call-clauses.ts';
import { lookClauses } from './pictures/look-clauses.ts';
import { refusalClauses } from './pictures/refusal-clauses.ts';
import { resultClauses } from './pictures/result-clauses.ts';
import type { PicturesClauseId, PicturesSubject } from './pictures/subject.ts';

export type { ExifFields } from './pictures/exif.ts';
export { jpegWithExif } from './pictures/jpeg-segments.ts';
export { containsText, residue } from './pictures/residue.ts';
export type { DecodedPicture } from './pictures/scene.ts';
export type { PicturesClauseId, PicturesSubject } from './pictures/subject.ts';

export const picturesClauses: Clauses<PicturesClauseId, 'pictures', PicturesSubject> = {
  ...lookClauses,
  ...resultClauses,
  ...refusalClauses,
  ...callClauses,
};

/** The clauses of the `pictures` point for one plugin. */
export function picturesContract(make: () => Promise<PicturesSubject>): readonly ContractClause<PicturesClauseId>[] {
  return clauseList('pictures', picturesClauses, make);
}

/** The proof that each of those clauses rejects an implementation without its promise. */
export function picturesRejections(make: () => Promise<PicturesSubject>): readonly ContractClause<PicturesClauseId>[] {
  return rejectionList('pictures', picturesClauses, brokenPictures, make);
}
