import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  accessInviteLimits,
  encodeRevocationList,
  parseRevocationList,
} from '@sotto/access-invite';
import type { Log } from '@sotto/core';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { openRevocations } from '../src/revocations.ts';

const id = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => Buffer.from(bytes).toString('hex'));
const [one, two] = ['0'.repeat(32), 'f'.repeat(32)];

test('ids come back from their list, whatever remarks and line ends are put between', () =>
  fc.assert(
    fc.property(fc.uniqueArray(id, { maxLength: 30 }), fc.boolean(), (ids, crlf) => {
      const text = new TextDecoder().decode(encodeRevocationList(ids));
      const edited = `${text}\n# by hand\n\n`.replaceAll('\n', crlf ? '\r\n' : '\n');
      expect([...parseRevocationList(new TextEncoder().encode(edited))]).toEqual(ids);
    }),
  ));

test('any bytes are a list or REVOCATIONS_MALFORMED', () =>
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        for (const each of parseRevocationList(bytes)) expect(each).toMatch(/^[0-9a-f]{32}$/);
      } catch (error) {
        expect(error).toMatchObject({ code: 'REVOCATIONS_MALFORMED' });
      }
    }),
  ));

test.for<[string, Uint8Array]>([
  ['a short id', new TextEncoder().encode(`${one}\n${two.slice(1)}`)],
  ['two on a line', new TextEncoder().encode(`${one} ${two}`)],
  ['too many bytes', new Uint8Array(accessInviteLimits.maxRevocationListBytes + 1).fill(10)],
])('%s is no list', ([, bytes]) => {
  expect(() => parseRevocationList(bytes)).toThrow(
    expect.objectContaining({ code: 'REVOCATIONS_MALFORMED' }),
  );
});

test('a list with one id too many is refused', () => {
  const ids = Array.from({ length: accessInviteLimits.maxRevokedCredits + 1 }, (_, number) =>
    number.toString(16).padStart(32, '0'),
  );
  expect(() => encodeRevocationList(ids)).toThrow(
    expect.objectContaining({ code: 'REVOCATIONS_MALFORMED' }),
  );
  expect(parseRevocationList(encodeRevocationList(ids.slice(1))).size).toBe(100_000);
});

async function newFile(): Promise<{ path: string; log: Log; said: string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-revoked-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const said: string[] = [];
  const say = (event: string): void => void said.push(event);
  return { path: join(folder, 'revoked'), log: { info: say, warn: say, error: say }, said };
}

test('the file is read again when it changed, in place or by a new one in its place', async () => {
  const { path, log } = await newFile();
  const revocations = openRevocations(path, log);
  expect(revocations.look()).toBe(false);
  await writeFile(path, one);
  expect([revocations.look(), revocations.has(one), revocations.has(two)]).toEqual([
    true,
    true,
    false,
  ]);
  await writeFile(`${path}.new`, two);
  await rename(`${path}.new`, path);
  expect([revocations.look(), revocations.has(one), revocations.has(two)]).toEqual([
    true,
    false,
    true,
  ]);
  expect(revocations.look()).toBe(false);
});

test('a list that is gone or damaged lets nobody back in, and is told once', async () => {
  const { path, log, said } = await newFile();
  await writeFile(path, one);
  const revocations = openRevocations(path, log);
  await writeFile(path, 'not an id');
  expect([revocations.look(), revocations.look(), revocations.has(one)]).toEqual([
    false,
    false,
    true,
  ]);
  await rm(path);
  expect([revocations.look(), revocations.look(), revocations.has(one)]).toEqual([
    false,
    false,
    true,
  ]);
  expect(said).toEqual([
    'revoked-invites-read',
    'revoked-invites-unusable',
    'revoked-invites-gone',
  ]);
  await writeFile(path, two);
  expect([revocations.look(), revocations.has(one), revocations.has(two)]).toEqual([
    true,
    false,
    true,
  ]);
});

test('a relay does not start on a damaged list', async () => {
  const { path, log } = await newFile();
  await writeFile(path, 'not an id');
  expect(() => openRevocations(path, log)).toThrow(
    expect.objectContaining({ code: 'REVOCATIONS_MALFORMED' }),
  );
});
