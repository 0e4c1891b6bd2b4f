export { formatCheckpoint, parseCheckpoint } from './checkpoint.ts';
export type { Checkpoint } from './checkpoint.ts';
export { cosign, cosignedMessage } from './cosignature.ts';
export type { Count } from './count.ts';
export type { TlogErrorCode } from './error-codes.ts';
export { tlogLimits } from './limits.ts';
export { emptyTreeRoot, leafHash, nodeHash } from './merkle/hashing.ts';
export { MemoryTree } from './merkle/memory-tree.ts';
export { verifyConsistency, verifyInclusion } from './merkle/verify.ts';
export type { ConsistencyClaim, InclusionClaim } from './merkle/verify.ts';
export { formatNote, parseNote } from './note/note.ts';
export type { Note, NoteSignature } from './note/note.ts';
export { openNote } from './note/open-note.ts';
export type { OpenedNote, VerifiedSignature } from './note/open-note.ts';
export { signNote, withSignatures } from './note/sign-note.ts';
export { formatSignerKey, parseSignerKey, signerKey } from './note/signer-key.ts';
export type { Ed25519, SignerKey } from './note/signer-key.ts';
export { formatVerifierKey, parseVerifierKey, verifierKey } from './note/verifier-key.ts';
export type { NoteKeyType, VerifierKey } from './note/verifier-key.ts';
export { formatEntryBundle, parseEntryBundle } from './tiles/entry-bundle.ts';
export { entriesPath, newTiles, parseTilePath, tilePath, tileWidth } from './tiles/tile.ts';
export type { EntryBundle, Tile, TilePath } from './tiles/tile.ts';
export { openTiledTree } from './tiles/tiled-tree.ts';
export type { ReadTile, TiledTree, TreeHead } from './tiles/tiled-tree.ts';
export {
  formatCosignatureBody,
  formatSizeBody,
  openCosignatures,
  parseCosignatureBody,
  parseSizeBody,
  parseWitnessAnswer,
  sizeContentType,
} from './witness/answer.ts';
export type { WitnessAnswer } from './witness/answer.ts';
export { judgeCheckpoint } from './witness/judge.ts';
export type { CheckpointJudgement, WitnessedHead } from './witness/judge.ts';
export { formatAddCheckpointRequest, parseAddCheckpointRequest } from './witness/request.ts';
export type { AddCheckpointRequest } from './witness/request.ts';
