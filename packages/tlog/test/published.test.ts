import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  openNote,
  parseNote,
  parseVerifierKey,
  verifyConsistency,
  verifyInclusion,
} from '@sotto/tlog';
import { ed25519, utf8 } from './keys.ts';
import { publishedVectors, vectorsFolder } from './vectors.ts';

const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

/** Every vector of a folder with its name; none, said aloud, where there are no published vectors. */
function allOf(folder: string): readonly (readonly [name: string, vector: unknown])[] {
  const files = globSync(`${folder}/*/*.json`, { cwd: vectorsFolder }).sort();
  if (files.length === 0) publishedVectors(join(folder, '0', 'happy-path.json'));
  return files.map((file) => [file, publishedVectors(file)]);
}

interface Inclusion {
  readonly leafIdx: number;
  readonly treeSize: number;
  readonly root: string;
  readonly leafHash: string;
  readonly proof: readonly string[] | null;
  readonly wantErr: boolean;
}

interface Consistency {
  readonly size1: number;
  readonly size2: number;
  readonly root1: string;
  readonly root2: string;
  readonly proof: readonly string[] | null;
  readonly wantErr: boolean;
}

test('the published example of a signed note verifies, and changed does not', async () => {
  const vector = publishedVectors(join('tlog', 'signed-note-example.json')) as
    | { readonly vkey: string; readonly note: string }
    | undefined;
  if (vector === undefined) return;
  const key = parseVerifierKey(vector.vkey);
  const outcomeOf = async (note: string): Promise<string> =>
    (await openNote(parseNote(utf8(note)), [key], ed25519)).outcome;
  expect(await outcomeOf(vector.note)).toBe('verified');
  expect(await outcomeOf(vector.note.replace('example', 'Example'))).toBe('forged');
});

test('published inclusion proofs, good and bad', () => {
  for (const [file, read] of allOf('merkle/inclusion')) {
    const vector = read as Inclusion;
    const holds = verifyInclusion({
      leafHash: bytesOf(vector.leafHash),
      index: vector.leafIdx,
      size: vector.treeSize,
      root: bytesOf(vector.root),
      proof: (vector.proof ?? []).map(bytesOf),
    });
    expect(holds, file).toBe(!vector.wantErr);
  }
});

test('published consistency proofs, good and bad', () => {
  for (const [file, read] of allOf('merkle/consistency')) {
    const vector = read as Consistency;
    const holds = verifyConsistency({
      oldSize: vector.size1,
      oldRoot: bytesOf(vector.root1),
      size: vector.size2,
      root: bytesOf(vector.root2),
      proof: (vector.proof ?? []).map(bytesOf),
    });
    expect(holds, file).toBe(!vector.wantErr);
  }
});
