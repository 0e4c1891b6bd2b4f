import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { manualClock } from '@sotto/contracts';
import type { BlobId } from '@sotto/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseContentRange, parseRange } from '../src/http/ranges.ts';
import { crypto } from './identity.ts';
import { memoryRelay, servedRelay } from './relays.ts';

const blob = crypto.random(10_000);
const idOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function put(
  url: string,
  id: string,
  bytes: Uint8Array,
  offset: number,
  total: number,
  headers: Record<string, string> = {},
) {
  return fetch(`${url}/blobs/${id}`, {
    method: 'PUT',
    body: bytes as BodyInit,
    headers: {
      'content-range': `bytes ${offset}-${offset + bytes.length - 1}/${total}`,
      'sotto-ttl': '100',
      ...headers,
    },
  });
}

function state(response: Response): readonly [number, string | null, string | null] {
  return [
    response.status,
    response.headers.get('upload-offset'),
    response.headers.get('upload-complete'),
  ];
}

test('a blob goes up in parts, tells where it stands, and comes down whole and in ranges', async () => {
  const { url } = await servedRelay(await memoryRelay());
  const id = idOf(blob);
  const at = `${url}/blobs/${id}`;
  expect((await fetch(at, { method: 'HEAD' })).status).toBe(404);
  expect(state(await put(url, id, blob.subarray(0, 4_000), 0, 10_000))).toEqual([
    200,
    '4000',
    '?0',
  ]);
  expect(state(await fetch(at, { method: 'HEAD' }))).toEqual([200, '4000', '?0']);
  expect((await fetch(at)).status).toBe(404);
  // A part again, as after a lost answer, does no harm; one too far on is not taken, and the place is told.
  expect(state(await put(url, id, blob.subarray(0, 4_000), 0, 10_000))).toEqual([
    200,
    '4000',
    '?0',
  ]);
  expect(state(await put(url, id, blob.subarray(5_000), 5_000, 10_000))).toEqual([
    409,
    '4000',
    '?0',
  ]);
  expect(state(await put(url, id, blob.subarray(4_000), 4_000, 10_000))).toEqual([
    201,
    '10000',
    '?1',
  ]);
  const whole = await fetch(at);
  expect([whole.status, whole.headers.get('content-length')]).toEqual([200, '10000']);
  expect(await whole.bytes()).toEqual(new Uint8Array(blob));
  const part = await fetch(at, { headers: { range: 'bytes=100-199' } });
  expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 100-199/10000']);
  expect(await part.bytes()).toEqual(new Uint8Array(blob.subarray(100, 200)));
  const head = await fetch(at, { method: 'HEAD' });
  expect([head.headers.get('content-length'), head.headers.get('accept-ranges')]).toEqual([
    '10000',
    'bytes',
  ]);
  expect(
    (await fetch(at, { headers: { range: 'bytes=10000-' } })).headers.get('content-range'),
  ).toBe('bytes */10000');
});

test('a blob whose hash is not its name is dropped', async () => {
  const { url } = await servedRelay(await memoryRelay());
  const id = idOf(crypto.random(8));
  expect(state(await put(url, id, blob, 0, 10_000))).toEqual([422, '0', '?0']);
  expect((await fetch(`${url}/blobs/${id}`, { method: 'HEAD' })).status).toBe(404);
});

test('no cache keeps a blob, and handsets served from elsewhere may use them', async () => {
  const { url } = await servedRelay(await memoryRelay());
  const asked = await fetch(`${url}/blobs/${idOf(blob)}`, { method: 'OPTIONS' });
  expect(asked.status).toBe(204);
  expect(asked.headers.get('access-control-allow-methods')).toContain('PUT');
  expect(asked.headers.get('access-control-allow-headers')).toContain('sotto-ttl');
  for (const answer of [
    asked,
    await put(url, idOf(blob), blob, 0, 10_000),
    await fetch(`${url}/blobs/${idOf(blob)}`),
  ]) {
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    expect(answer.headers.get('access-control-expose-headers')).toContain('upload-offset');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  }
});

test('what does not fit is refused before it is received', async () => {
  const limits = {
    maxBlobBytes: 20_000,
    maxBlobPartBytes: 5_000,
    maxBlobStoreBytes: 25_000,
    maxTtlSeconds: 1_000,
  };
  const { url } = await servedRelay(await memoryRelay({ limits }));
  const id = idOf(blob);
  expect((await put(url, id, blob.subarray(0, 5_001), 0, 10_000)).status).toBe(413);
  expect((await put(url, id, blob.subarray(0, 10), 0, 20_001)).status).toBe(413);
  for (const ttl of ['0', '1001', '-1', '1e3', 'x']) {
    expect((await put(url, id, blob.subarray(0, 10), 0, 10_000, { 'sotto-ttl': ttl })).status).toBe(
      400,
    );
  }
  for (const range of [
    'bytes 5-4/10',
    'bytes 0-10/10',
    'bytes 0-9/*',
    'bytes=0-9/10',
    'bytes 0-99/100000000000000000',
    '',
  ]) {
    expect(
      (await put(url, id, blob.subarray(0, 10), 0, 10, { 'content-range': range })).status,
    ).toBe(400);
  }
  expect((await fetch(`${url}/blobs/${id}`, { method: 'HEAD' })).status).toBe(404);
  for (let number = 0; number < 5; number += 1) {
    const small = crypto.random(5_000);
    expect((await put(url, idOf(small), small, 0, 5_000)).status).toBe(201);
  }
});

test('a store without room says so with a time', async () => {
  const clock = manualClock();
  const relay = await memoryRelay({ clock, limits: { maxBlobStoreBytes: 12_000 } });
  const { url } = await servedRelay(relay);
  expect((await put(url, idOf(blob), blob, 0, 10_000)).status).toBe(201);
  clock.advance(10_000);
  const more = crypto.random(5_000);
  const refused = await put(url, idOf(more), more, 0, 5_000);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([507, '60']);
});

test('the time of a blob that is there begins anew also when there is no room', async () => {
  const clock = manualClock();
  const relay = await memoryRelay({ clock, limits: { maxBlobStoreBytes: 9_000 } });
  const { url } = await servedRelay(relay);
  const [kept, other] = [crypto.random(4_000), crypto.random(5_000)];
  for (const each of [kept, other])
    expect((await put(url, idOf(each), each, 0, each.length)).status).toBe(201);
  clock.advance(50_000);
  const last = new Uint8Array(1);
  expect(state(await put(url, idOf(kept), last, 3_999, 4_000))).toEqual([201, '4000', '?1']);
  const unknown = await put(url, idOf(last), last, 3_999, 4_000);
  expect(unknown.status).toBe(507);
  clock.advance(70_000);
  const statusOf = async (bytes: Uint8Array): Promise<number> =>
    (await fetch(`${url}/blobs/${idOf(bytes)}`)).status;
  await expect.poll(() => statusOf(other)).toBe(404);
  expect(await statusOf(kept)).toBe(200);
});

test('a body that is not what its range says stores nothing', async () => {
  const { url } = await servedRelay(await memoryRelay());
  const id = idOf(blob);
  const range = 'bytes 0-99/10000';
  for (const length of [99, 101]) {
    const answer = await put(url, id, blob.subarray(0, length), 0, 10_000, {
      'content-range': range,
    });
    expect(answer.status).toBe(400);
  }
  // One that ends in the middle.
  await new Promise((resolve) => {
    const half = request(`${url}/blobs/${id}`, {
      method: 'PUT',
      headers: { 'content-range': range, 'sotto-ttl': '9', 'content-length': '100' },
    });
    half.on('error', resolve);
    half.write(blob.subarray(0, 50), () => half.destroy());
  });
  expect((await fetch(`${url}/blobs/${id}`, { method: 'HEAD' })).status).toBe(404);
});

test('blob bytes and requests past their rate are refused with a time', async () => {
  const clock = manualClock();
  const limits = {
    blobBytesBurst: 15_000,
    blobBytesPerSecond: 1_000,
    blobRequestsBurst: 6,
    blobRequestsPerSecond: 1,
  };
  const { url } = await servedRelay(await memoryRelay({ clock, limits }));
  const id = idOf(blob);
  expect((await put(url, id, blob, 0, 10_000)).status).toBe(201);
  const refused = await fetch(`${url}/blobs/${id}`);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
  clock.advance(5_000);
  expect((await fetch(`${url}/blobs/${id}`)).status).toBe(200);
  const codes: number[] = [];
  for (let times = 0; times < 8; times += 1)
    codes.push((await fetch(`${url}/blobs/${id}`, { method: 'HEAD' })).status);
  expect(codes).toContain(429);
});

test('parts under way are bounded', async () => {
  const { url } = await servedRelay(await memoryRelay({ limits: { maxBlobPartsUnderWay: 1 } }));
  const id = idOf(blob);
  const slow = request(`${url}/blobs/${id}`, {
    method: 'PUT',
    headers: { 'content-range': 'bytes 0-9999/10000', 'sotto-ttl': '9', 'content-length': '10000' },
  });
  slow.on('error', () => undefined);
  const answered = new Promise<number>((resolve) =>
    slow.on('response', (response) => resolve(response.statusCode ?? 0)),
  );
  slow.write(blob.subarray(0, 10));
  const other = crypto.random(10);
  let status = 201;
  while (status === 201) status = (await put(url, idOf(other), other, 0, 10)).status;
  expect(status).toBe(429);
  slow.end(blob.subarray(10));
  expect(await answered).toBe(201);
  const third = crypto.random(10);
  expect((await put(url, idOf(third), third, 0, 10)).status).toBe(201);
});

test('a reader that leaves in the middle leaves nothing open', async () => {
  const large = crypto.random(65_536);
  const bytes = new Uint8Array(4_000_000);
  for (let at = 0; at < bytes.length; at += large.length)
    bytes.set(large.subarray(0, bytes.length - at), at);
  const relay = await memoryRelay();
  const { url } = await servedRelay(relay);
  const id = idOf(bytes);
  for (let at = 0; at < bytes.length; at += 1_000_000) {
    await put(url, id, bytes.subarray(at, at + 1_000_000), at, bytes.length);
  }
  for (let times = 0; times < 5; times += 1) {
    const abort = new AbortController();
    const answer = await fetch(`${url}/blobs/${id}`, { signal: abort.signal });
    await answer.body!.getReader().read();
    abort.abort();
  }
  expect(await (await fetch(`${url}/blobs/${id}`)).bytes()).toEqual(bytes);
});

test('the blob calls of a link in the same program keep to the same limits', async () => {
  const relay = await memoryRelay({ limits: { maxBlobPartBytes: 6_000 } });
  const id = new Uint8Array(Buffer.from(idOf(blob), 'hex')) as BlobId;
  const part = (from: number, to: number) =>
    relay.putBlobPart({
      id,
      offset: from,
      totalBytes: 10_000,
      bytes: blob.subarray(from, to),
      ttlSeconds: 9,
    });
  await expect(part(0, 6_001)).rejects.toMatchObject({ code: 'RELAY_TOO_LARGE' });
  expect(await part(0, 5_000)).toEqual({ storedBytes: 5_000, complete: false });
  expect(await part(0, 5_000)).toEqual({ storedBytes: 5_000, complete: false });
  expect(await relay.getBlobRange(id, 0, 10)).toBeUndefined();
  expect(await part(5_000, 10_000)).toEqual({ storedBytes: 10_000, complete: true });
  expect(await relay.blobState(id)).toEqual({ storedBytes: 10_000, complete: true });
  expect(await relay.getBlobRange(id, 9_990, 100)).toEqual({
    bytes: new Uint8Array(blob.subarray(9_990)),
    totalBytes: 10_000,
  });
});

test('any range header gives a range inside the blob, or none', () => {
  const header = fc.oneof(
    fc.string(),
    fc.tuple(fc.nat(), fc.nat()).map(([a, b]) => `bytes=${a}-${b}`),
    fc.nat().map((a) => `bytes=${a}-`),
    fc.nat().map((a) => `bytes=-${a}`),
  );
  fc.assert(
    fc.property(header, fc.integer({ min: 1, max: 10_000 }), (text, total) => {
      const range = parseRange(text, total);
      if (range === undefined) return;
      expect(range.start).toBeGreaterThanOrEqual(0);
      expect(range.end).toBeGreaterThan(range.start);
      expect(range.end).toBeLessThanOrEqual(total);
    }),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.tuple(fc.nat(), fc.nat(), fc.nat()).map(([a, b, c]) => `bytes ${a}-${b}/${c}`),
      ),
      (text) => {
        const range = parseContentRange(text);
        if (range !== undefined)
          expect(range.offset + range.partBytes).toBeLessThanOrEqual(range.totalBytes);
      },
    ),
  );
});
