import { parseArgs } from 'node:util';
import type { MailboxAddress } from '@sotto/core';
import type { PostFrame } from '@sotto/protocol';
import type { RelayChild } from './relay-child.ts';
import { startRelayChild } from './relay-child.ts';
import { freshPostId, RelayPeer } from './relay-peer.ts';

const bodyBytes = 300;
const ttlSeconds = 86_400;
const windowBytes = 4_194_304;

export interface RelayThroughput {
  readonly pairs: number;
  /** Answered `stored`, that is on disk. */
  readonly postsPerSecond: number;
  readonly deliveredPerSecond: number;
  /** From sending to delivery, with as many posts under way as `underWay` allows. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Processor time of the relay for one post: in, to disk, out, acked. */
  readonly relayMicrosPerPost: number;
}

export interface RelayLatency {
  readonly pairs: number;
  readonly perSecond: number;
  /** From sending to delivery. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** As many posts as the relay takes, over real WebSockets: each pair keeps `underWay` posts in the air. */
export async function measureRelayThroughput(
  relay: RelayChild,
  pairs: number,
  seconds: number,
  underWay: number,
): Promise<RelayThroughput> {
  const delays: number[] = [];
  let stored = 0;
  let delivered = 0;
  let counting = false;
  const links = await openPairs(relay, pairs, (sentAt) => {
    if (!counting) return;
    delivered += 1;
    if (delivered % 16 === 0) delays.push(performance.now() - sentAt);
  });
  for (const link of links) {
    let answered = 0;
    link.from.onPosted = ({ outcomes }) => {
      if (outcomes[0] !== 'stored') throw new Error(`A post was ${outcomes[0]}.`);
      if (counting) stored += 1;
      answered += 1;
      // What one message answered is sent again in one.
      if (answered === 1) {
        setImmediate(() => {
          link.post(answered);
          answered = 0;
        });
      }
    };
    link.post(underWay);
  }
  // Code and caches warm up; the store finds its pace.
  await sleep(2_000);
  const before = await relay.read();
  counting = true;
  const start = performance.now();
  await sleep(seconds * 1_000);
  counting = false;
  const elapsed = (performance.now() - start) / 1_000;
  const after = await relay.read();
  for (const link of links) link.close();
  const cpu = after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system;
  return {
    pairs,
    postsPerSecond: Math.round(stored / elapsed),
    deliveredPerSecond: Math.round(delivered / elapsed),
    ...percentiles(delays),
    relayMicrosPerPost: round(cpu / stored),
  };
}

/** A steady number of posts a second, spread over the pairs. */
export async function measureRelayLatency(
  relay: RelayChild,
  pairs: number,
  perSecond: number,
  seconds: number,
): Promise<RelayLatency> {
  const delays: number[] = [];
  let counting = false;
  const links = await openPairs(relay, pairs, (sentAt) => {
    if (counting) delays.push(performance.now() - sentAt);
  });
  const start = performance.now();
  let sent = 0;
  let turn = 0;
  while (performance.now() - start < (seconds + 1) * 1_000) {
    counting = performance.now() - start > 1_000;
    const due = ((performance.now() - start) / 1_000) * perSecond;
    for (; sent < due; sent += 1) {
      links[turn]!.post(1);
      turn = (turn + 1) % links.length;
    }
    await sleep(1);
  }
  await sleep(100);
  for (const link of links) link.close();
  return { pairs, perSecond, ...percentiles(delays) };
}

/** What one idle connection costs, hello, mailbox and listener included: bytes of resident memory. */
export async function measureRelayIdle(
  connections: number,
): Promise<{ readonly connections: number; readonly bytesEach: number }> {
  const relay = await startRelayChild();
  const warm = await openIdle(relay, 100);
  const before = await relay.read();
  const peers = await openIdle(relay, connections);
  await sleep(1_000);
  const after = await relay.read();
  for (const peer of [...warm, ...peers]) peer.close();
  await relay.stop();
  return {
    connections,
    bytesEach: Math.round((after.memory.rss - before.memory.rss) / connections),
  };
}

async function openIdle(relay: RelayChild, count: number): Promise<readonly RelayPeer[]> {
  const peers: RelayPeer[] = [];
  for (let at = 0; at < count; at += 50) {
    const some = Array.from({ length: Math.min(50, count - at) }, () =>
      RelayPeer.connect(relay.url),
    );
    for (const peer of await Promise.all(some)) {
      await peer.listen(windowBytes);
      peers.push(peer);
    }
  }
  return peers;
}

interface Pair {
  readonly from: RelayPeer;
  readonly post: (count: number) => void;
  readonly close: () => void;
}

function openPairs(
  relay: RelayChild,
  count: number,
  delivered: (sentAt: number) => void,
): Promise<readonly Pair[]> {
  return Promise.all(Array.from({ length: count }, () => openPair(relay, delivered)));
}

async function openPair(relay: RelayChild, delivered: (sentAt: number) => void): Promise<Pair> {
  const [from, to] = await Promise.all([
    RelayPeer.connect(relay.url),
    RelayPeer.connect(relay.url),
  ]);
  await from.request({ kind: 'hello', id: from.nextId(), version: 1 });
  const address = await to.listen(windowBytes);
  let granted = 0;
  to.onDelivery = ({ mailbox, envelopes }) => {
    for (const { body } of envelopes) {
      granted += body.length;
      delivered(new DataView(body.buffer, body.byteOffset).getFloat64(0));
    }
    const upTo = envelopes.at(-1)!.position;
    to.send([{ kind: 'ack', id: to.nextId(), mailbox, upTo }]);
    if (granted < windowBytes / 2) return;
    to.send([{ kind: 'credit', id: to.nextId(), mailbox, windowBytes: granted }]);
    granted = 0;
  };
  return {
    from,
    post: (number) => from.send(Array.from({ length: number }, () => post(from, address))),
    close: () => {
      from.close();
      to.close();
    },
  };
}

function post(from: RelayPeer, address: MailboxAddress): PostFrame {
  const body = new Uint8Array(bodyBytes).fill(0x55);
  new DataView(body.buffer).setFloat64(0, performance.now());
  return {
    kind: 'post',
    id: from.nextId(),
    postId: freshPostId(),
    mailboxes: [address],
    body,
    ttlSeconds,
  };
}

function percentiles(delays: number[]): { readonly p50Ms: number; readonly p99Ms: number } {
  delays.sort((a, b) => a - b);
  const at = (share: number): number =>
    round(delays[Math.floor(delays.length * share)] ?? Number.NaN);
  return { p50Ms: at(0.5), p99Ms: at(0.99) };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** `node --conditions=@sotto/source tooling/bench/src/relay-load.ts [--pairs 50] [--seconds 10] [--under-way 64] [--idle 1000] [--cpu-prof FOLDER]` */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      pairs: { type: 'string', default: '50' },
      seconds: { type: 'string', default: '10' },
      'under-way': { type: 'string', default: '64' },
      rate: { type: 'string' },
      idle: { type: 'string' },
      'cpu-prof': { type: 'string' },
    },
  });
  const print = (value: object): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
  if (values.idle !== undefined) return print(await measureRelayIdle(Number(values.idle)));
  const profile = values['cpu-prof'];
  const relay = await startRelayChild(
    profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`],
  );
  const [pairs, seconds] = [Number(values.pairs), Number(values.seconds)];
  if (values.rate === undefined)
    print(await measureRelayThroughput(relay, pairs, seconds, Number(values['under-way'])));
  else print(await measureRelayLatency(relay, pairs, Number(values.rate), seconds));
  await relay.stop();
}

if (import.meta.main) await main();
