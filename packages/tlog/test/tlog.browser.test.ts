import { expect, test } from 'vitest';
import {
  cosign,
  formatCheckpoint,
  formatNote,
  MemoryTree,
  openNote,
  openTiledTree,
  parseNote,
  parseTilePath,
  signNote,
  verifyInclusion,
} from '@sotto/tlog';
import { ed25519, keyOf, utf8 } from './keys.ts';

test('a log is signed, cosigned, read from tiles and verified in a browser too', async () => {
  const tree = new MemoryTree();
  for (let index = 0; index < 300; index += 1) tree.append(utf8(`entry ${index}`));
  const log = await keyOf('example.com/log', 1);
  const witness = await keyOf('witness.example/w1', 2, 'cosignature');
  const text = formatCheckpoint({ origin: log.name, size: tree.size, root: tree.root() });
  const signatures = [
    await signNote(text, log, ed25519),
    await cosign(text, witness, 1_800_000_000, ed25519),
  ];
  const note = parseNote(formatNote({ text, signatures }));
  const opened = await openNote(note, [log, witness], ed25519);
  expect(opened.outcome === 'verified' && opened.verified.length).toBe(2);

  const tiled = await openTiledTree({ size: 300, root: tree.root() }, async (path) => {
    const named = parseTilePath(path);
    return named.kind === 'hashes' ? tree.tile(named.tile) : undefined;
  });
  const proof = await tiled.inclusionProof(7);
  const leafHash = await tiled.leafHash(7);
  expect(verifyInclusion({ leafHash, index: 7, size: 300, root: tree.root(), proof })).toBe(true);
});
