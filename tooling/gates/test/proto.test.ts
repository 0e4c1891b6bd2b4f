import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkProto } from '../src/proto/check.ts';
import { addFiles, makeTree } from './tree.ts';

const protocol = join(import.meta.dirname, '..', '..', '..', 'packages', 'protocol');
const schema = 'packages/protocol/proto/sotto/test/v1/test.proto';
const first = `syntax = "proto3";
package sotto.test.v1;
message Thing {
  string name = 1;
  uint32 size = 2;
}
`;

/** A module under the protocol's own rules, with its baseline and its generated code. */
function generated(): string {
  const root = makeTree({ [schema]: first });
  const cwd = join(root, 'packages/protocol');
  for (const name of ['buf.yaml', 'buf.gen.yaml']) cpSync(join(protocol, name), join(cwd, name));
  execFileSync('buf', ['build', '-o', 'proto/baseline.binpb'], { cwd });
  execFileSync('buf', ['generate'], { cwd });
  return root;
}

test('a schema that equals its baseline and its generated code passes', async () => {
  expect(await checkProto(generated())).toEqual({ inspected: 1, problems: [] });
});

test('it rejects a breaking change, although the code was generated anew', async () => {
  const root = generated();
  addFiles(root, { [schema]: first.replace('uint32 size', 'string size') });
  execFileSync('buf', ['generate'], { cwd: join(root, 'packages/protocol') });
  expect((await checkProto(root)).problems.join()).toContain('changed type');
});

test('it rejects generated code that the schema does not generate', async () => {
  const root = generated();
  addFiles(root, { [schema]: first.replace('}', '  bool fresh = 3;\n}') });
  expect((await checkProto(root)).problems).toEqual([expect.stringContaining('run buf generate')]);
});

test('it rejects a schema against the naming rules, and a missing baseline', async () => {
  const root = generated();
  addFiles(root, { [schema]: first.replace('message Thing', 'message thing') });
  expect((await checkProto(root)).problems.join()).toContain('PascalCase');
  rmSync(join(root, 'packages/protocol/proto/baseline.binpb'));
  expect((await checkProto(root)).problems.join()).toContain('baseline.binpb does not exist');
});
