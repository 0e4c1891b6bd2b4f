import { encodeEvidence, encodeLogBundle } from '@sotto/actlog';
import { labels, parseAside } from '@sotto/protocol';
import type { AsideBody } from '@sotto/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KnownNetwork } from '../src/api.ts';
import { openContent } from '../src/conversation/envelope.ts';
import { handsetLimits } from '../src/limits.ts';
import { lawless } from './evil-member.ts';
import { circle } from './group-circle.ts';
import type { Circle } from './group-circle.ts';
import { eventually, relayUrl } from './handset-fixture.ts';
import { foundOperator, noticeOf } from './network-operator.ts';
import type { TestOperator } from './network-operator.ts';
import { crypto } from './node-crypto.ts';

const inAnHour = (): number => Math.floor(Date.now() / 1_000) + 3_600;
const hourMs = 3_600_000;

let made: Circle;
let operator: TestOperator;
let fork: TestOperator;
let before: KnownNetwork;
let reads = 0;

beforeAll(async () => {
  made = await circle();
  operator = await foundOperator({ nowMs: Date.now, relays: [relayUrl] });
  fork = operator.fork();
  await operator.act('heartbeat', {});
  await fork.act('notice', noticeOf('destroyKeys', 'A lie.', inAnHour()));
  Object.assign(made.relay, {
    readLog: async (path: string) => {
      reads += 1;
      return operator.files.get(path);
    },
  });
  await made.ben.handset.network.join(operator.charterHash);
  before = (await made.ben.handset.network.refresh()) as KnownNetwork;
});
afterAll(() => made.close());

/** Says it, and something else behind it that shows when Ben is through with both. */
async function say(body: AsideBody): Promise<void> {
  const { evil, ben } = made;
  await evil.say(ben, body);
  const typed = ben.seen.filter(({ type }) => type === 'typing').length;
  await evil.say(ben, { kind: 'typing' });
  await eventually(() => ben.seen.filter(({ type }) => type === 'typing').length > typed);
  // What is said of the log is dealt with behind the conversation.
  await new Promise((resolve) => setTimeout(resolve, 100));
}

async function view(): Promise<KnownNetwork> {
  return (await made.ben.handset.network.view()) as KnownNetwork;
}

/** What Ben said to Eve beside the conversation. */
async function answers(): Promise<readonly AsideBody[]> {
  const { evil, relay, ben } = made;
  const key = await lawless.exportSecret(
    evil.state(),
    labels.mlsEnvelopeKey,
    new Uint8Array(0),
    32,
  );
  const said: AsideBody[] = [];
  const device = evil.leafOf(ben).device.toHex();
  for (const { body } of relay.posts) {
    const opened = await openContent(
      crypto,
      [{ envelopeKey: key } as never],
      Buffer.from(body, 'hex'),
    );
    const content = opened?.content;
    if (content === undefined || content === 'malformed' || content.kind !== 'aside') continue;
    const aside = parseAside(content.aside);
    if (aside.sender.toHex() === device) said.push(aside.body);
  }
  return said;
}

const noteOf = ({ files }: TestOperator): Uint8Array => files.get('checkpoint')!;

/** A head that says what it likes, without the signatures. */
function unsigned(size: number, root: Uint8Array): Uint8Array {
  const [origin, , , ...rest] = new TextDecoder().decode(noteOf(operator)).split('\n');
  const text = [origin, String(size), Buffer.from(root).toString('base64'), ...rest].join('\n');
  return new TextEncoder().encode(text);
}

describe('a member who lies about the log', () => {
  test('makes no evidence', async () => {
    expect(before).toMatchObject({ entries: 2, evidence: 0 });
    const otherRoot = crypto.random(32);
    const lies: readonly Uint8Array[] = [
      crypto.random(300),
      encodeEvidence({
        ...{ smaller: noteOf(operator), larger: noteOf(operator), otherRoot: null, proof: [] },
      }),
      encodeEvidence({
        ...{ smaller: noteOf(operator), larger: unsigned(2, otherRoot) },
        ...{ otherRoot: null, proof: [] },
      }),
      encodeEvidence({
        ...{ smaller: noteOf(operator), larger: noteOf(fork), otherRoot, proof: [] },
      }),
    ];
    for (const evidence of lies) await say({ kind: 'evidence', evidence });
    await say({ kind: 'head', note: unsigned(2, otherRoot) });
    await say({ kind: 'head', note: unsigned(1, otherRoot) });
    expect((await view()).evidence).toBe(0);
  });

  test('rolls nothing back, and adds nothing that was not logged', async () => {
    const { entries } = operator.published();
    const [founding, heartbeat] = entries;
    const bundle = (parts: Partial<Parameters<typeof encodeLogBundle>[0]>): AsideBody => ({
      kind: 'log',
      bundle: encodeLogBundle({ start: 0, entries: [], handovers: [], ...parts }),
    });
    await say(bundle({ entries: [founding!] }));
    await say(bundle({ entries: [founding!, heartbeat!, heartbeat!], head: noteOf(operator) }));
    await say(bundle({ start: 2, entries: [heartbeat!], head: unsigned(3, crypto.random(32)) }));
    await say({ kind: 'log', bundle: crypto.random(5_000) });
    const { trouble, ...after } = await view();
    expect(trouble).toBeUndefined();
    expect(after).toEqual({ ...before, readAtMs: after.readAtMs });
  });

  test('has the relays looked at once, however often it says that there is more', async () => {
    const { ben } = made;
    ben.clock.offsetMs += hourMs / 4;
    const atFirst = reads;
    for (let count = 0; count < 8; count += 1) {
      await made.evil.say(ben, { kind: 'head', note: unsigned(9 + count, crypto.random(32)) });
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    await eventually(() => reads > atFirst);
    expect(reads - atFirst).toBe(1);
  });

  test('is told of the log once for each of its heads', async () => {
    for (let count = 0; count < 3; count += 1) await say({ kind: 'head', note: null });
    const said = await answers();
    expect(said.filter(({ kind }) => kind === 'log')).toHaveLength(1);
    expect(said.filter(({ kind }) => kind === 'head').length).toBeLessThanOrEqual(1);
  });

  test('is not listened to without end', async () => {
    const lie: AsideBody = { kind: 'head', note: unsigned(1, crypto.random(32)) };
    for (let count = 0; count < handsetLimits.maxGossipPerSpan; count += 1)
      await made.evil.say(made.ben, lie);
    const evidence = encodeEvidence(trueEvidence());
    await say({ kind: 'evidence', evidence });
    expect((await view()).evidence).toBe(0);
    made.ben.clock.offsetMs += 2 * hourMs;
    await say({ kind: 'evidence', evidence });
    expect((await view()).evidence).toBe(1);
  });

  test('is not listened to at all when blocked', async () => {
    const { ben, eve } = made;
    ben.clock.offsetMs += 2 * hourMs;
    await operator.act('heartbeat', {});
    await ben.handset.setBlocked(eve.handset.identity, true);
    const bundle = operator.published().bundle(0, 50_000);
    await made.evil.say(ben, { kind: 'log', bundle });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await view()).entries).toBe(2);
    await ben.handset.setBlocked(eve.handset.identity, false);
    await say({ kind: 'log', bundle });
    expect((await view()).entries).toBe(3);
  });
});

/** Two heads of two entries, both signed. */
function trueEvidence() {
  return { smaller: noteOf(operator), larger: noteOf(fork), otherRoot: null, proof: [] };
}
