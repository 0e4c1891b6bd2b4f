import { nodeCrypto } from '@sotto/crypto-node';
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Crypto } from '@sotto/core';
import { beginAgeFile } from '../src/backup/age-file.ts';
import { openChunks, sealChunk } from '../src/backup/age-stream.ts';
import { backupLimits } from '../src/backup-limits.ts';
import { backupVersion, encodeItem, parseItem } from '../src/backup/item.ts';
import type { BackupItem } from '../src/backup/item.ts';
import { items, readBackup } from '../src/backup/read-backup.ts';
import { createRunningHash } from '../src/backup/running-hash.ts';
import { tableInBackup, tags } from '../src/backup/tags.ts';
import { createSealing } from '../src/backup/sealing.ts';
import { concat } from '../src/bytes.ts';

let crypto: Crypto;
beforeAll(async () => {
  crypto = await nodeCrypto().create({});
});

const bytes = fc.uint8Array({ maxLength: 300 });
const count = fc.nat({ max: 2 ** 40 });
const item: fc.Arbitrary<BackupItem> = fc.oneof(
  fc.record({
    kind: fc.constant('record' as const),
    tag: fc.nat({ max: 100 }),
    scope: fc.string({ maxLength: 24 }).map((text) => text.toWellFormed()),
    name: fc.oneof(
      bytes,
      fc.string({ maxLength: 9 }).map((text) => text.toWellFormed()),
      count,
    ),
    value: bytes,
  }),
  fc.record({
    kind: fc.constant('trailer' as const),
    counts: fc
      .array(fc.tuple(fc.nat({ max: 99 }), count), { maxLength: 9 })
      .map((all) => new Map(all)),
    hash: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  }),
  fc.record({
    kind: fc.constant('manifest' as const),
    version: fc.constant(backupVersion),
    madeAtMs: count,
    identity: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    parts: fc.array(fc.record({ part: fc.constant('messages'), count, bytes: count }), {
      maxLength: 4,
    }),
    without: fc.array(fc.constant('ratchets'), { maxLength: 4 }),
  }),
);

async function* cut(whole: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let index = 0; at < whole.length; index++) {
    const size = sizes[index % sizes.length] ?? 1;
    yield whole.slice(at, at + size);
    at += size;
  }
}

async function collect<T>(all: AsyncIterable<T>): Promise<readonly T[]> {
  const list: T[] = [];
  for await (const each of all) list.push(each);
  return list;
}

const sizes = fc.array(fc.integer({ min: 1, max: 999 }), { minLength: 1, maxLength: 5 });

describe('an item of a backup', () => {
  test('reads as it was written, in whatever pieces it comes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(item, { maxLength: 8 }), sizes, async (list, pieces) => {
        const found = await collect(items(cut(concat(...list.map(encodeItem)), pieces)));
        expect(found.map(({ body }) => parseItem(body))).toEqual(list);
      }),
    );
  });

  test('of any other bytes is refused with a code, and nothing else happens', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), sizes, async (junk, pieces) => {
        try {
          for await (const { body } of items(cut(junk, pieces))) parseItem(body);
        } catch (error) {
          expect(error).toHaveProperty(
            'code',
            expect.stringMatching(/^BACKUP_(MALFORMED|DAMAGED|NEWER)$/),
          );
        }
      }),
    );
  });

  test('is bounded by its length before more than that is waited for', async () => {
    const frame = new Uint8Array(4);
    new DataView(frame.buffer).setUint32(0, backupLimits.maxItemBytes + 1);
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield frame;
      throw new Error('read on');
    }
    await expect(collect(items(endless()))).rejects.toMatchObject({ code: 'BACKUP_MALFORMED' });
  });

  test('of a later version is told from a damaged one', () => {
    const manifest = { madeAtMs: 1, identity: new Uint8Array(32), parts: [], without: [] };
    const later = encodeItem({ kind: 'manifest', version: backupVersion + 1, ...manifest });
    expect(() => parseItem(later.subarray(4))).toThrow(
      expect.objectContaining({ code: 'BACKUP_NEWER' }),
    );
  });
});

test('every table of the vault is in a backup or left out for a reason, and everything in a backup is a table’s', () => {
  const said = new Set<string>(Object.values(tableInBackup));
  expect(Object.keys(tags).filter((tag) => !said.has(tag))).toEqual([]);
  expect(said).toContain('ratchets');
});

describe('the payload of a backup', () => {
  const lengths = [0, 1, 65_535, 65_536, 65_537, 131_072, 1_048_576, 1_200_000];

  test.each(lengths)(
    'of %i bytes opens by age’s own library, and age’s own opens here',
    async (length) => {
      const plain = crypto.random(Math.min(length, 4_096));
      const whole = new Uint8Array(length).map((_, at) => plain[at % plain.length] ?? 0);
      const identity = await generateX25519Identity();
      const recipients = [await identityToRecipient(identity)];
      const { head, key } = await beginAgeFile(crypto, { recipients });
      const sealing = createSealing(crypto, key, { rest: new Uint8Array(0), chunk: 0 });
      sealing.add(whole);
      const parts = [head];
      for (let isLast = false; !isLast;) {
        const sealed = await sealing.seal(true);
        parts.push(sealed.batch);
        ({ isLast } = sealed);
      }
      const decrypter = new Decrypter();
      decrypter.addIdentity(identity);
      expect(await decrypter.decrypt(concat(...parts))).toEqual(whole);
      const encrypter = new Encrypter();
      for (const each of recipients) encrypter.addRecipient(each);
      const theirs = await encrypter.encrypt(whole);
      const manifest = await readBackup(crypto, cut(theirs, [10_000]), { identity }).catch(
        (error: { readonly code?: string }) => error.code,
      );
      // It opens, and what is in it is no backup.
      expect(manifest).toMatch(/^BACKUP_(MALFORMED|DAMAGED)$/);
    },
  );

  test('does not open with a chunk changed, left out, moved, or cut off', async () => {
    const key = crypto.random(32);
    const chunks = await Promise.all(
      [0, 1, 2].map((index) =>
        sealChunk(crypto, key, { index, isLast: index === 2 }, new Uint8Array(65_536).fill(index)),
      ),
    );
    const open = (list: readonly Uint8Array[]): Promise<readonly Uint8Array[]> =>
      collect(openChunks(crypto, key, cut(concat(...list), [70_000])));
    expect(await open(chunks)).toHaveLength(3);
    const [a, b, c] = chunks as [Uint8Array, Uint8Array, Uint8Array];
    const turned = b.slice();
    turned[9]! ^= 1;
    for (const bad of [
      [a, c],
      [b, a, c],
      [a, b],
      [a, turned, c],
      [a, b, c.slice(0, -1)],
      [a, b, c, c],
    ])
      await expect(open(bad)).rejects.toMatchObject({ code: 'BACKUP_DAMAGED' });
  });

  test('that does not say at its end what was in it, or has no end, is damaged, however whole its chunks', async () => {
    const recipients = [await identityToRecipient(await generateX25519Identity())];
    const { head, key } = await beginAgeFile(crypto, { recipients });
    const identity = new Uint8Array(32);
    const manifest: BackupItem = {
      ...{
        kind: 'manifest',
        version: backupVersion,
        madeAtMs: 1,
        identity,
        parts: [],
        without: [],
      },
    };
    const record: BackupItem = {
      ...{ kind: 'record', tag: 1, scope: '', name: 'self', value: Uint8Array.of(1) },
    };
    const hash = createRunningHash(crypto);
    for (const each of [manifest, record]) await hash.update(encodeItem(each));
    const digest = await hash.digest();
    const trailer = (counts: number, of = digest): BackupItem => ({
      ...{ kind: 'trailer', counts: new Map([[1, counts]]), hash: of },
    });
    const read = async (list: readonly BackupItem[]): Promise<readonly unknown[]> => {
      const chunk = concat(...list.map(encodeItem));
      const sealed = await sealChunk(crypto, key, { index: 0, isLast: true }, chunk);
      return collect((await readBackup(crypto, cut(concat(head, sealed), [500]), { key })).records);
    };
    expect(await read([manifest, record, trailer(1)])).toHaveLength(1);
    const damaged = { code: 'BACKUP_DAMAGED' };
    await expect(read([manifest, record])).rejects.toMatchObject(damaged);
    await expect(read([manifest, record, trailer(2)])).rejects.toMatchObject(damaged);
    await expect(read([manifest, record, trailer(1, identity)])).rejects.toMatchObject(damaged);
  });

  test('has one hash, in whatever pieces it comes, and when it is gone on with', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 200_000 }), sizes, async (length, pieces) => {
        const whole = new Uint8Array(length).fill(7);
        const once = createRunningHash(crypto);
        await once.update(whole);
        let other = createRunningHash(crypto);
        for await (const piece of cut(
          whole,
          pieces.map((each) => each * 97),
        )) {
          await other.update(piece);
          other = createRunningHash(crypto, other.state());
        }
        expect(await other.digest()).toEqual(await once.digest());
      }),
      { numRuns: 20 },
    );
  });

  test('of a file that asks for too much work, or is none, is refused before any work', async () => {
    const heavy = 'age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 40\nAAAA\n--- AAAA\n';
    for (const text of [heavy, 'PK', '', 'x'.repeat(20_000)]) {
      const file = new TextEncoder().encode(text + (text === heavy ? ' '.repeat(16) : ''));
      await expect(
        readBackup(crypto, cut(file, [7]), { passphrase: 'whatever it is' }),
      ).rejects.toMatchObject({ code: 'BACKUP_MALFORMED' });
    }
  });
});
