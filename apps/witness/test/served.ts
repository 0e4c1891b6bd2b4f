import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:net';
import { createHash } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { LogFields } from '@sotto/core';
import type { SignerKey } from '@sotto/tlog';
import { signerKey } from '@sotto/tlog';
import type { HeadStore } from '../src/head-store.ts';
import { evidenceIn } from '../src/evidence-folder.ts';
import { openHeadStore } from '../src/head-store.ts';
import { alarmsIn } from '../src/alarms.ts';
import { serveWitness } from '../src/serve-witness.ts';
import { createWitness } from '../src/witness.ts';
import type { TestLog } from './test-log.ts';
import { ed25519 } from './test-log.ts';

export const hashOf = (origin: string): string => createHash('sha256').update(origin).digest('hex');
export const nowMs = 1_800_000_000_500;

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-witness-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

export async function openHeads(folder: string): Promise<HeadStore> {
  const heads = openHeadStore(join(folder, 'heads.db'), hashOf);
  onTestFinished(() => heads.close());
  return heads;
}

export interface Served {
  /** What the witness logged. */
  readonly events: readonly { readonly event: string; readonly fields?: LogFields | undefined }[];
  readonly url: string;
  readonly port: number;
  readonly key: SignerKey;
  readonly heads: HeadStore;
  readonly evidenceFolder: string;
  readonly post: (body: Uint8Array) => Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly contentType: string | null;
  readonly body: string;
}

/** A witness on loopback for these logs, ended with the test. */
export async function serve(
  logs: readonly TestLog[],
  heads?: HeadStore,
  sign = ed25519.sign,
): Promise<Served> {
  const key = await signerKey(
    'cosignature',
    'witness.example/w1',
    new Uint8Array(32).fill(9),
    ed25519,
  );
  const store = heads ?? (await openHeads(await temporaryFolder()));
  const evidenceFolder = join(await temporaryFolder(), 'evidence');
  const watched = new Map(logs.map((log) => [log.origin, [log.verifierKey]]));
  const events: { event: string; fields?: LogFields | undefined }[] = [];
  const note = (event: string, fields?: LogFields): void => void events.push({ event, fields });
  const log = { info: note, warn: note, error: note };
  const now = (): number => nowMs;
  const witness = createWitness({
    logs: watched,
    key,
    heads: store,
    evidence: evidenceIn(evidenceFolder),
    ed25519: { ...ed25519, sign },
    now,
    log,
  });
  const server = await serveWitness(witness, {
    host: '127.0.0.1',
    port: 0,
    trustedProxyHops: 0,
    alarms: alarmsIn(await temporaryFolder(), key, ed25519),
    log,
  });
  onTestFinished(() => server.close());
  const url = `http://127.0.0.1:${server.port}`;
  return {
    events,
    url,
    port: server.port,
    key,
    heads: store,
    evidenceFolder,
    post: (body) => postTo(url, body),
  };
}

export async function postTo(url: string, body: Uint8Array): Promise<Answer> {
  const response = await fetch(`${url}/add-checkpoint`, {
    method: 'POST',
    body: Buffer.from(body),
  });
  return {
    status: response.status,
    contentType: response.headers.get('content-type'),
    body: await response.text(),
  };
}

/** Sends bytes over a socket and resolves with all that comes back until it ends, or for a while. */
export async function exchange(
  port: number,
  bytes: string | Uint8Array,
  waitMs = 5_000,
): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const pieces: Buffer[] = [];
  socket.on('data', (piece: Buffer) => pieces.push(piece));
  const ended = new Promise<void>((resolve) => {
    socket.on('close', () => resolve());
    socket.on('error', () => resolve());
    setTimeout(() => socket.destroy(), waitMs).unref();
  });
  socket.write(bytes);
  await ended;
  return Buffer.concat(pieces).toString();
}
