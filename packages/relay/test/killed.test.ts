import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PostId } from '@sotto/core';
import { expect, onTestFinished, test } from 'vitest';
import type { Reader } from './identity.ts';
import { newPostId, newReader } from './identity.ts';
import type { Peer } from './peer.ts';
import { connectSocket } from './socket-wire.ts';

const kills = 20;
const pairs = 4;
const postsTogether = 25;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

async function startRelay(
  folder: string,
): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const child = fork(
    new URL('./killed-relay-process.ts', import.meta.url),
    [join(folder, 'm.db')],
    {
      execArgv: ['--conditions=@sotto/source'],
    },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  const [port] = (await once(child, 'message')) as [number];
  return { child, port };
}

/** One mailbox, who posts into it and who reads it, and what they know, over all lives of the relay. */
class Pair {
  readonly reader: Reader;
  /** Posts that were sent and not answered: sent again in the next life, under their ids. */
  readonly unanswered = new Map<string, PostId>();
  readonly stored = new Set<string>();
  /** Where each post was delivered. */
  readonly delivered = new Map<string, number>();
  ackedUpTo = 0;
  readonly faults: string[] = [];

  constructor(reader: Reader) {
    this.reader = reader;
  }

  /** Reads and acks until the connection ends. */
  async read(peer: Peer): Promise<void> {
    const begun = peer
      .hello()
      .then(() => peer.open(this.reader))
      .then(() => peer.listen(this.reader, 1 << 22));
    if (!(await survives(peer, begun))) return;
    let seen = 0;
    const look = (): void => {
      for (; seen < peer.frames.length; seen += 1) {
        const frame = peer.frames[seen]!;
        if (frame.kind !== 'delivery') continue;
        for (const { position, postId } of frame.envelopes) this.#deliver(hex(postId), position);
        const upTo = frame.envelopes.at(-1)!.position;
        // Not all of it: what is not acked has to come again.
        if (upTo % 3 === 0) {
          void peer.request({ kind: 'ack', mailbox: this.reader.address, upTo }).then(
            () => (this.ackedUpTo = Math.max(this.ackedUpTo, upTo)),
            () => undefined,
          );
        }
      }
    };
    while (!peer.ended) {
      look();
      const before = peer.frames.length;
      await peer.until(() => peer.frames.length > before).catch(() => undefined);
    }
    look();
  }

  /** Posts until the connection ends, first what was not answered in the life before. */
  async post(peer: Peer): Promise<void> {
    if (!(await survives(peer, peer.hello()))) return;
    while (!peer.ended) {
      const again = [...this.unanswered.values()];
      const ids = again.length > 0 ? again : Array.from({ length: postsTogether }, newPostId);
      for (const id of ids) this.unanswered.set(hex(id), id);
      const body = new Uint8Array(300).fill(7);
      const mailboxes = [this.reader.address];
      const sent = peer.send(
        ...ids
          .slice(0, 64)
          .map(
            (postId) => ({ kind: 'post', postId, mailboxes, body, ttlSeconds: 86_400 }) as const,
          ),
      );
      await Promise.all(
        sent.map(async (id, index) => {
          const answer = await peer.answer(id).catch(() => undefined);
          if (answer === undefined) return;
          if (answer.kind !== 'posted' || answer.outcomes[0] !== 'stored')
            this.faults.push(`answered ${answer.kind}`);
          this.stored.add(hex(ids[index]!));
          this.unanswered.delete(hex(ids[index]!));
        }),
      );
    }
  }

  #deliver(id: string, position: number): void {
    if (position <= this.ackedUpTo)
      this.faults.push(`position ${position} came again after an ack of ${this.ackedUpTo}`);
    const before = this.delivered.get(id);
    if (before !== undefined && before !== position)
      this.faults.push(`one post was stored twice, at ${before} and ${position}`);
    this.delivered.set(id, position);
  }
}

test('killed 20 times under load, a relay delivers every post that it answered stored, each stored once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-killed-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const all: Pair[] = [];
  for (let number = 0; number < pairs; number += 1) all.push(new Pair(await newReader()));

  for (let life = 0; life < kills; life += 1) {
    const { child, port } = await startRelay(folder);
    const storedBefore = all.reduce((sum, { stored }) => sum + stored.size, 0);
    const running: Promise<void>[] = [];
    for (const pair of all) {
      const [reading, posting] = [await connectSocket(port), await connectSocket(port)];
      // A mailbox has to be there before the first post: the reader opens it.
      const read = pair.read(reading);
      if (life === 0) await reading.until(({ kind }) => kind === 'opened');
      running.push(read, pair.post(posting));
    }
    // At a random moment of a life in which something was stored.
    while (all.reduce((sum, { stored }) => sum + stored.size, 0) === storedBefore) await pause(5);
    await pause(Math.random() * 250);
    child.kill('SIGKILL');
    await Promise.all([once(child, 'exit'), ...running]);
  }

  const { port } = await startRelay(folder);
  for (const pair of all) {
    const peer = await connectSocket(port);
    const reading = pair.read(peer);
    while (![...pair.stored].every((id) => pair.delivered.has(id))) await pause(20);
    peer.close();
    await reading;
    expect(pair.faults).toEqual([]);
    expect(pair.stored.size).toBeGreaterThan(kills);
  }
}, 600_000);

test('after a stop in good order and an ack of everything, no body is in any file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-killed-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const { child, port } = await startRelay(folder);
  const peer = await (await connectSocket(port)).hello();
  const reader = await newReader();
  await peer.open(reader);
  await peer.listen(reader);
  const body = new TextEncoder().encode('nobody is to find this in a file');
  for (let number = 0; number < 10; number += 1) await peer.post(reader, body);
  const envelopes = await peer.delivered(10);
  await peer.request({ kind: 'ack', mailbox: reader.address, upTo: envelopes.at(-1)!.position });
  const held = async (): Promise<boolean> => {
    const files = await Promise.all(
      (await readdir(folder)).map((name) => readFile(join(folder, name))),
    );
    return files.some((file) => file.includes(body));
  };
  // Without a stop even, in a while.
  while (await held()) await pause(100);
  child.kill('SIGTERM');
  await once(child, 'exit');
  expect(await held()).toBe(false);
});

/** False when the relay was killed over it. */
async function survives(peer: Peer, work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (peer.ended) return false;
    throw error;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
