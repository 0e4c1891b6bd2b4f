import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseEvidence, verifyEvidence } from '@sotto/actlog';
import {
  emptyTreeRoot,
  formatVerifierKey,
  openCosignatures,
  openNote,
  parseCheckpoint,
  parseNote,
  parseWitnessAnswer,
  signerKey,
} from '@sotto/tlog';
import { witnessLimits } from '../src/limits.ts';
import type { Answer, Served } from './served.ts';
import { exchange, hashOf, nowMs, serve } from './served.ts';
import { ed25519, TestLog } from './test-log.ts';

const log = await TestLog.of('example.com/log');
const liar = await TestLog.of('example.com/log', 'other');
const plain = 'text/plain; charset=utf-8';

async function timeOf(served: Served, answer: Answer, size: number): Promise<bigint | undefined> {
  const { status, contentType } = answer;
  const read = parseWitnessAnswer({
    status,
    contentType: contentType ?? undefined,
    body: Buffer.from(answer.body),
  });
  if (read.outcome !== 'cosigned') return undefined;
  const text = log.textOf(size);
  const [found] = await openCosignatures({ text }, read.signatures, [served.key], ed25519);
  return found?.timestampSeconds;
}

const conflict = (size: number): Answer => ({
  status: 409,
  contentType: 'text/x.tlog.size',
  body: `${size}\n`,
});

describe('add-checkpoint', () => {
  test('a log that grows is cosigned at each step, and again at the same size', async () => {
    const served = await serve([log]);
    let oldSize = 0;
    for (const size of [1, 1, 2, 5, 8, 8, 33, 256, 257, 400]) {
      const answer = await served.post(await log.request(oldSize, size));
      expect(answer).toMatchObject({ status: 200, contentType: plain });
      expect(await timeOf(served, answer, size)).toBe(BigInt(Math.floor(nowMs / 1000)));
      expect(served.heads.latest(log.origin)).toEqual({
        size: BigInt(size),
        root: log.tree.root(size),
      });
      oldSize = size;
    }
  });

  test('an old size that is not the latest gets 409 with the latest', async () => {
    const served = await serve([log]);
    expect(await served.post(await log.request(3, 8))).toEqual(conflict(0));
    await served.post(await log.request(0, 8));
    expect(await served.post(await log.request(0, 8))).toEqual(conflict(8));
    expect(await served.post(await log.request(5, 8))).toEqual(conflict(8));
    expect(await served.post(await log.request(9, 33))).toEqual(conflict(8));
    expect(await served.post(await log.request(0, 3))).toEqual(conflict(8));
  });

  test('an old size above the checkpoint’s gets 400', async () => {
    const served = await serve([log]);
    await served.post(await log.request(0, 8));
    expect((await served.post(await log.request(8, 7))).status).toBe(400);
    expect((await served.post(await log.request(9, 8))).status).toBe(400);
    expect(served.heads.latest(log.origin)?.size).toBe(8n);
  });

  test('a proof that does not hold, or that should not be there, gets 422', async () => {
    const served = await serve([log]);
    const [hash] = log.tree.consistencyProof(6, 8);
    expect((await served.post(await log.request(0, 8, { proof: [hash!] }))).status).toBe(422);
    await served.post(await log.request(0, 6));
    for (const proof of [[], [hash!], [...log.tree.consistencyProof(6, 8), hash!]]) {
      expect((await served.post(await log.request(6, 8, { proof }))).status).toBe(422);
    }
    expect((await served.post(await log.request(6, 6, { proof: [hash!] }))).status).toBe(422);
    expect(served.heads.latest(log.origin)?.size).toBe(6n);
  });

  test('another root of the same size gets 422, and a tree of another branch does too', async () => {
    const served = await serve([log]);
    await served.post(await log.request(0, 8));
    expect((await served.post(await liar.request(8, 8))).status).toBe(422);
    expect((await served.post(await liar.request(8, 33))).status).toBe(422);
    expect(await served.post(await liar.request(5, 33))).toEqual(conflict(8));
    expect(served.heads.latest(log.origin)?.root).toEqual(log.tree.root(8));
    const events = served.events.map(({ event, fields }) => [event, fields?.['size']]);
    expect(events).toEqual([['equivocation', '8']]);
    expect((await served.post(await log.request(8, 33))).status).toBe(200);
  });

  test('two roots of one size are kept as a proof that needs no trust in this witness, whatever was asked for', async () => {
    const served = await serve([log]);
    await served.post(await log.request(0, 8));
    expect(await served.post(await liar.request(0, 8))).toEqual(conflict(8));
    expect((await served.post(await liar.request(8, 8))).status).toBe(422);
    const files = await readdir(served.evidenceFolder);
    expect(files).toHaveLength(1);
    const bytes = await readFile(join(served.evidenceFolder, files[0]!));
    const evidence = parseEvidence(new Uint8Array(bytes));
    expect(await verifyEvidence(evidence, formatVerifierKey(log.key), ed25519)).toBe(true);
    expect(await verifyEvidence(evidence, formatVerifierKey(served.key), ed25519)).toBe(false);
  });

  test('the empty tree is cosigned under its own root alone', async () => {
    const served = await serve([log]);
    expect((await served.post(await log.request(0, 0, { root: log.tree.root(1) }))).status).toBe(
      422,
    );
    const answer = await served.post(await log.request(0, 0, { root: emptyTreeRoot() }));
    expect(await timeOf(served, answer, 0)).toBeDefined();
    expect((await served.post(await log.request(0, 8))).status).toBe(200);
  });

  test('an unknown origin gets 404, before its signature is looked at', async () => {
    const served = await serve([log]);
    const stranger = await TestLog.of('example.com/other');
    expect((await served.post(await stranger.request(0, 8))).status).toBe(404);
  });

  test('no signature of the log gets 403, and so does a bad one beside a good one', async () => {
    const served = await serve([log]);
    const signer = await signerKey('ed25519', 'x', new Uint8Array(32).fill(5), ed25519);
    expect((await served.post(await log.request(0, 8, { signer }))).status).toBe(403);
    const good = Buffer.from(await log.request(0, 8)).toString();
    const line = good.slice(good.indexOf('\u2014'));
    const bad = `${line.slice(0, -6)}AAAA=\n`;
    const under = (lines: string): Buffer => Buffer.from(good.replace(line, lines));
    expect((await served.post(under(line.replace('/log', '/lag')))).status).toBe(403);
    expect((await served.post(under(line + bad))).status).toBe(403);
    expect(served.heads.isEmpty()).toBe(true);
    const unknown = line.replace('/log', '/unknown');
    expect((await served.post(under(unknown + line))).status).toBe(200);
  });

  test('what is no request gets 400', async () => {
    const served = await serve([log]);
    const good = Buffer.from(await log.request(6, 8)).toString();
    for (const bad of [
      '',
      '\n',
      'old',
      good.slice(1),
      good.replace('old 6', 'old 06'),
      good.slice(0, -1),
      '\xff',
    ]) {
      expect((await served.post(Buffer.from(bad, 'latin1'))).status).toBe(400);
    }
  });

  test('several logs are kept apart', async () => {
    const second = await TestLog.of('example.com/second');
    const served = await serve([log, second]);
    expect((await served.post(await log.request(0, 33))).status).toBe(200);
    expect((await served.post(await second.request(0, 8))).status).toBe(200);
    expect(await served.post(await second.request(33, 256))).toEqual(conflict(8));
    expect((await served.post(await log.request(33, 256))).status).toBe(200);
  });
});

describe('the latest checkpoint', () => {
  test('is served with the signatures of log and witness, and 404 before there is one', async () => {
    const served = await serve([log]);
    const url = `${served.url}/${hashOf(log.origin)}/checkpoint`;
    expect((await fetch(url)).status).toBe(404);
    await served.post(await log.request(0, 8));
    await served.post(await log.request(8, 33));
    const response = await fetch(url);
    expect(response.status).toBe(200);
    const note = parseNote(new Uint8Array(await response.arrayBuffer()));
    expect(parseCheckpoint(note.text).size).toBe(33n);
    const opened = await openNote(note, [log.verifierKey, served.key], ed25519);
    expect(opened.outcome === 'verified' && opened.verified.length).toBe(2);
    expect((await fetch(url.replace(/[0-9a-f]{64}/, 'A'.repeat(64)))).status).toBe(404);
  });
});

describe('HTTP', () => {
  const head = (length: number): string =>
    `POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: ${length}\r\n`;

  test('a raw exchange, two requests on one connection', async () => {
    const served = await serve([log]);
    const [first, second] = [await log.request(0, 8), await log.request(0, 8)].map((body) =>
      Buffer.from(body).toString(),
    );
    const sent = `${head(Buffer.byteLength(first!))}\r\n${first}${head(Buffer.byteLength(second!))}Connection: close\r\n\r\n${second}`;
    const came = await exchange(served.port, sent);
    expect(came.match(/^HTTP\/1\.1 \d+/gm)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 409']);
    expect(came).toMatch(/content-type: text\/x\.tlog\.size\r\n/i);
    expect(came.endsWith('\r\n\r\n8\n')).toBe(true);
    expect(came).toMatch(/\r\n\r\n\u2014 witness\.example\/w1 [A-Za-z0-9+/]+=*\n/);
  });

  test('only POST adds, only GET reads, other paths are not there', async () => {
    const { url } = await serve([log]);
    const get = await fetch(`${url}/add-checkpoint`);
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
    const put = await fetch(`${url}/${hashOf(log.origin)}/checkpoint`, {
      method: 'PUT',
      body: 'x',
    });
    expect(put.status).toBe(405);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    for (const path of ['/', '/checkpoint', '/add-checkpoint/', '/../add-checkpoint/x'])
      expect((await fetch(url + path, { method: 'POST', body: 'x' })).status, path).toBe(404);
  });

  test('a body that is too long is refused before it is read, also without a length', async () => {
    const served = await serve([log]);
    const long = witnessLimits.maxBodyBytes + 1;
    expect(await exchange(served.port, `${head(long)}\r\n`)).toMatch(/^HTTP\/1\.1 413/);
    const chunk = `${long.toString(16)}\r\n${'x'.repeat(long)}\r\n0\r\n\r\n`;
    const chunked = `POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}`;
    expect(await exchange(served.port, chunked)).toMatch(/^HTTP\/1\.1 413/);
    expect((await served.post(await log.request(0, 8))).status).toBe(200);
  });

  test('past its rate an address is told to wait', async () => {
    const { url } = await serve([log]);
    let status = 200;
    for (let tries = 0; status === 200 && tries < witnessLimits.requestsBurst * 2; tries += 1) {
      status = (await fetch(`${url}/healthz`)).status;
    }
    expect(status).toBe(429);
    expect(Number((await fetch(`${url}/healthz`)).headers.get('retry-after') ?? 1)).toBeGreaterThan(
      0,
    );
  });

  test('no more than so many requests are held at once', async () => {
    const served = await serve([log]);
    const waiting = Array.from({ length: witnessLimits.maxRequestsUnderWay }, () =>
      exchange(served.port, `${head(100)}\r\nold `, 1_500),
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    const answer = await served.post(await log.request(0, 8));
    expect(answer.status).toBe(503);
    await Promise.all(waiting);
    expect((await served.post(await log.request(0, 8))).status).toBe(200);
  });
});

test('who goes away in the middle of a request leaves nothing, not even in the log', async () => {
  const served = await serve([log]);
  await exchange(
    served.port,
    'POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: 9\r\n\r\nold',
    100,
  );
  expect((await served.post(await log.request(0, 8))).status).toBe(200);
  expect(served.events).toEqual([]);
});
