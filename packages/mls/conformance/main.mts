import { nodeCrypto } from '@sotto/crypto-node';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { replay } from './replay.mts';
import { vectorsOf } from './vector.mts';

/** A file, and whether it was named: one that was only found may hold something else. */
interface Found {
  readonly path: string;
  readonly isNamed: boolean;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const paths = process.argv.slice(2);
if (paths.length === 0) {
  process.stderr.write(
    'Usage: node packages/mls/conformance/passive-client.ts FILE_OR_FOLDER...\n',
  );
  process.exit(2);
}

const crypto = await nodeCrypto().create({});
let passed = 0;
let failed = 0;
for (const { path, isNamed } of paths.flatMap(filesOf)) {
  const vectors = vectorsOf(parse(path));
  if (vectors === undefined) {
    say(`${path}: holds no passive-client vectors`);
    if (isNamed) failed += 1;
    continue;
  }
  for (const [index, vector] of vectors.entries()) {
    const failure = await replay(crypto, vector);
    if (failure === undefined) passed += 1;
    else {
      failed += 1;
      say(`${path} #${index} (suite ${vector.cipher_suite}): ${failure}`);
    }
  }
}
say(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

/** `undefined` for what is not JSON. */
function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function filesOf(path: string): readonly Found[] {
  if (!statSync(path).isDirectory()) return [{ path, isNamed: true }];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => ({ path: join(path, name), isNamed: false }));
}
