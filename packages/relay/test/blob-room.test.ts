import type { BlobId } from '@sotto/core';
import { expect, test } from 'vitest';
import { memoryRelay } from './relays.ts';

const part = (number: number, offset: number, partBytes: number, totalBytes: number) => ({
  id: new Uint8Array(32).fill(number) as BlobId,
  offset,
  partBytes,
  totalBytes,
  ttlSeconds: 100,
});

test('room for blobs is asked for with every part, not with the first alone', async () => {
  const { blobs, remote } = await memoryRelay({ limits: { maxBlobStoreBytes: 10_000 } });
  const from = remote('192.0.2.1');
  for (const number of [1, 2, 3]) {
    const begun = part(number, 0, 1, 9_000);
    const place = await blobs.admit(from, begun);
    await blobs.append({ ...begun, bytes: new Uint8Array(1) });
    place.release();
  }
  const rest = part(1, 1, 8_999, 9_000);
  const place = await blobs.admit(from, rest);
  await blobs.append({ ...rest, bytes: new Uint8Array(8_999) });
  place.release();
  await expect(blobs.admit(from, part(2, 1, 8_999, 9_000))).rejects.toMatchObject({
    code: 'RELAY_FULL',
  });
});

test('one address cannot take every place for parts, however fast it asks', async () => {
  const { blobs, remote } = await memoryRelay({ limits: { maxBlobPartsPerRemote: 3 } });
  const asked = Array.from({ length: 10 }, (_, number) =>
    blobs.admit(remote('192.0.2.1'), part(number, 0, 10, 20)),
  );
  const admitted = (await Promise.allSettled(asked)).filter(({ status }) => status === 'fulfilled');
  expect(admitted.length).toBe(3);
  await expect(blobs.admit(remote('192.0.2.2'), part(9, 0, 10, 20))).resolves.toBeDefined();
  const [first] = await Promise.all(asked.slice(0, 1));
  first?.release();
  first?.release();
  await expect(blobs.admit(remote('192.0.2.1'), part(8, 0, 10, 20))).resolves.toBeDefined();
  await expect(blobs.admit(remote('192.0.2.1'), part(7, 0, 10, 20))).rejects.toMatchObject({
    code: 'RELAY_RATE',
  });
});
