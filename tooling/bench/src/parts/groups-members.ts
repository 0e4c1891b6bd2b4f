import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { ConversationId, Handset } from '@sotto/handset';
import { sqliteRecords } from '@sotto/records-sqlite';
import type { Absent } from '../crowd.ts';
import { foundGroup, meetCrowd, wake } from '../crowd.ts';
import { countedLink, countedRecords } from '../counted.ts';
import { next, openBenchHandset, originOf } from '../handsets.ts';
import type { Measure, Part, PartContext } from '../measure.ts';
import { timed } from '../measure.ts';
import type { RelayChild } from '../relay-child.ts';
import { startRelayChild } from '../relay-child.ts';
import { timedCrypto } from '../timed-crypto.ts';

const largest = 1_000;
/** Members, and texts sent to them. */
const groups = [
  [2, 200],
  [100, 200],
  [largest, 30],
] as const;
const warmUp = 5;
const quietMs = 2_000;
const sending = 'Sending a text to a group, by its members';

/** What a message costs its sender and the relay in groups of different sizes, and what it costs to come into a large one. */
export const groupsMembersPart: Part = {
  name: 'groups-members',
  title: `Groups of 2 to ${largest.toLocaleString('en')} members`,
  method: `Texts of 200 characters by one handset on \`records-sqlite\`; all other members have their handsets off, so that only the sender and the relay work. Each figure is of one message, the mean of ${groups.map(([, count]) => count).join(', ')} sent one after the other, until the relay had the last one. Processor time is the sending process's, primitives the time inside \`crypto-node\` of the same run. Uploaded is what goes into the WebSocket. Written are keys and sealed values handed to the store. Join: one of ${largest.toLocaleString('en')} members, records in memory, switches their handset on and has the group.`,
  maxSeconds: 600,
  run: async (context) => {
    const relay = await startRelayChild();
    const origin = originOf(relay);
    const host = await openHost(context.folder, origin);
    const crowd = await meetCrowd(host.handset, { ...context, origin, count: largest - 1 });
    const measures: Measure[] = [];
    for (const [members, count] of groups) {
      context.progress(`a group of ${members}`);
      const others = membersFor(crowd, members).map(({ identity }) => identity);
      const id = await foundGroup(host.handset, `group of ${members}`, others);
      measures.push(...(await measureSending(host, relay, { id, members, count })));
    }
    await host.handset.close();
    // In the largest group alone.
    const newcomer = crowd.at(-2);
    if (newcomer === undefined) throw new Error('There is nobody in the crowd.');
    const joining = await measureJoin(context, origin, newcomer);
    await relay.stop();
    return [...grown(measures), ...measures, ...joining];
  },
};

/** Nobody comes into more than two groups: they are away, and gave no more KeyPackages. */
function membersFor(crowd: readonly Absent[], members: number): readonly Absent[] {
  return members === 2 ? crowd.slice(-1) : crowd.slice(0, members - 1);
}

interface Host {
  readonly handset: Awaited<ReturnType<typeof openBenchHandset>>;
  readonly crypto: ReturnType<typeof timedCrypto>;
  readonly link: ReturnType<typeof countedLink>;
  readonly records: ReturnType<typeof countedRecords>;
}

async function openHost(folder: string, origin: string): Promise<Host> {
  const [crypto, link] = [timedCrypto(), countedLink()];
  const records = countedRecords(sqliteRecords({ path: join(folder, 'host', 'handset.db') }));
  const instead = [crypto.plugin, link.plugin, records.plugin];
  const handset = await openBenchHandset(folder, 'host', origin, instead);
  return { handset, crypto, link, records };
}

interface GroupOfSize {
  readonly id: ConversationId;
  readonly members: number;
  readonly count: number;
}

async function measureSending(
  { handset, crypto, link, records }: Host,
  relay: RelayChild,
  { id, members, count }: GroupOfSize,
): Promise<readonly Measure[]> {
  await untilQuiet(records);
  await sendTexts(handset, id, warmUp);
  await untilQuiet(records);
  const relayBefore = (await relay.read()).cpu;
  crypto.take();
  link.take();
  records.take();
  const cpuStart = process.cpuUsage();
  const [ms] = await timed(() => sendTexts(handset, id, count));
  const { user, system } = process.cpuUsage(cpuStart);
  const [primitives, sent, written] = [crypto.take(), link.take(), records.take()];
  const relayAfter = (await relay.read()).cpu;
  const relayMicros = relayAfter.user + relayAfter.system - relayBefore.user - relayBefore.system;
  const cpuMs = (user + system) / 1_000;
  const row = (what: string, total: number, unit: string): Measure => ({
    what,
    value: total / count,
    unit,
    cell: { table: sending, column: `${members}` },
  });
  return [
    row('until the relay has it', ms, 'ms'),
    row('processor time of the sender', cpuMs, 'ms'),
    row('its primitives', primitives.ms, 'ms'),
    row('processor time ÷ primitives', (count * cpuMs) / primitives.ms, '×'),
    row('uploaded', sent.sentBytes / 1_000, 'kB'),
    row('uploaded for each other member', sent.sentBytes / (members - 1), 'B'),
    row('processor time of the relay', relayMicros / 1_000, 'ms'),
    row('the relay’s for each other member', relayMicros / (members - 1), 'µs'),
    row('records written', written.records, ''),
    row(writtenRow, written.bytes / 1_000, 'kB'),
  ];
}

const writtenRow = 'written by the sender';

/** Waits until nothing is written any more: telling each member how to join goes on behind the founding. */
async function untilQuiet(records: Host['records']): Promise<void> {
  do {
    records.take();
    await setTimeout(quietMs);
  } while (records.take().writes > 0);
}

async function sendTexts(handset: Handset, id: ConversationId, count: number): Promise<void> {
  const text = 'x'.repeat(200);
  for (let sent = 0; sent < count; sent += 1) await handset.send(id, { text });
  await handset.settled();
}

/** What the largest group costs beside a group of two: what a sender writes should hardly grow with the members. */
function grown(measures: readonly Measure[]): readonly Measure[] {
  const writtenIn = (members: number): number =>
    measures.find(({ what, cell }) => what === writtenRow && cell?.column === `${members}`)
      ?.value ?? Number.NaN;
  const value = writtenIn(largest) / writtenIn(2);
  return [{ what: `written by the sender, ${largest} members ÷ 2 members`, value, unit: '×' }];
}

async function measureJoin(
  { folder }: PartContext,
  origin: string,
  newcomer: Absent,
): Promise<readonly Measure[]> {
  const [crypto, link] = [timedCrypto(), countedLink()];
  const cpuStart = process.cpuUsage();
  const [ms, handset] = await timed(async () => {
    const woken = await wake(newcomer, { folder, origin }, [crypto.plugin, link.plugin]);
    await untilIn(woken);
    return woken;
  });
  const { user, system } = process.cpuUsage(cpuStart);
  const [primitives, { receivedBytes }] = [crypto.take(), link.take()];
  await handset.close();
  const cpuMs = (user + system) / 1_000;
  return [
    { what: `join at ${largest} members`, value: ms, unit: 'ms' },
    { what: 'its processor time', value: cpuMs, unit: 'ms' },
    { what: 'its primitives', value: primitives.ms, unit: 'ms', note: `${primitives.calls} calls` },
    { what: 'join, processor time ÷ primitives', value: cpuMs / primitives.ms, unit: '×' },
    { what: 'downloaded to join', value: receivedBytes / 1_000, unit: 'kB' },
  ];
}

async function untilIn(handset: Handset): Promise<void> {
  const events = handset.events();
  const isIn = (kind: string, members: number | undefined): boolean =>
    kind === 'group' && members === largest;
  const already = await handset.conversations();
  if (already.some(({ kind, group }) => isIn(kind, group?.memberCount))) return;
  await next(events, (event) =>
    event.type === 'conversation' &&
    isIn(event.conversation.kind, event.conversation.group?.memberCount)
      ? event
      : undefined,
  );
}
