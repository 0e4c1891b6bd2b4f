import type { ConversationId, Handset } from '@sotto/handset';
import type { Absent } from '../crowd.ts';
import { foundGroup, meetCrowd, renameGroup, wake } from '../crowd.ts';
import { next, openBenchHandset, originOf } from '../handsets.ts';
import type { Measure, Part } from '../measure.ts';
import { startRelayChild } from '../relay-child.ts';
import { timedCrypto } from '../timed-crypto.ts';

const epochs = 500;
const messages = 10_000;

/** Somebody comes back after a long time. */
export const groupsCatchUpPart: Part = {
  name: 'groups-catch-up',
  title: `Coming back to ${epochs} missed epochs, and to ${messages.toLocaleString('en')} missed messages`,
  method: `A group of three. One member's handset is off, records in memory, while another one names the group anew ${epochs} times, each a commit; then again while ${messages.toLocaleString('en')} texts of 200 characters are sent. From switching it on to the last name, and to the last text; all other handsets are off by then, so that the processor time is its own. Primitives: the time inside \`crypto-node\` of the same run.`,
  maxSeconds: 400,
  run: async (context) => {
    const relay = await startRelayChild();
    const [place, measures] = [{ ...context, origin: originOf(relay) }, [] as Measure[]];
    const open = () => openBenchHandset(context.folder, 'host', place.origin);
    const host = await open();
    const [ben, cleo] = await meetCrowd(host, { ...place, count: 2 });
    if (ben === undefined || cleo === undefined) throw new Error('There are no two others.');
    const id = await foundGroup(host, 'name 0', [ben.identity, cleo.identity]);
    const first = await wake(ben, place);
    const ofBen = await untilNamed(first, 'name 0');
    await first.close();

    context.progress(`${epochs} epochs`);
    for (let count = 1; count <= epochs; count += 1) await renameGroup(host, id, `name ${count}`);
    await host.settled();
    await host.close();
    measures.push(...(await measureEpochs(ben, place)));

    context.progress(`${messages} messages`);
    const again = await open();
    const text = 'x'.repeat(200);
    for (let sent = 0; sent < messages; sent += 1) await again.send(id, { text });
    await again.settled();
    await again.close();
    measures.push(...(await measureMessages(ben, place, ofBen)));
    await relay.stop();
    return measures;
  },
};

interface Place {
  readonly folder: string;
  readonly origin: string;
}

async function measureEpochs(ben: Absent, place: Place): Promise<readonly Measure[]> {
  const crypto = timedCrypto();
  const [start, cpuStart] = [performance.now(), process.cpuUsage()];
  const handset = await wake(ben, place, [crypto.plugin]);
  await untilNamed(handset, `name ${epochs}`);
  const seconds = (performance.now() - start) / 1_000;
  const cpu = process.cpuUsage(cpuStart);
  const primitives = crypto.take();
  await handset.close();
  return [
    { what: `${epochs} missed epochs`, value: seconds, unit: 's' },
    { what: 'epochs', value: epochs / seconds, unit: '/s' },
    ratio('epochs', cpu, primitives.ms),
  ];
}

async function measureMessages(
  ben: Absent,
  place: Place,
  id: ConversationId,
): Promise<readonly Measure[]> {
  const crypto = timedCrypto();
  const [start, cpuStart] = [performance.now(), process.cpuUsage()];
  const handset = await wake(ben, place, [crypto.plugin]);
  let firstMs = Number.NaN;
  await untilUnread(handset, id, messages, () => {
    firstMs = performance.now() - start;
  });
  const seconds = (performance.now() - start) / 1_000;
  const cpu = process.cpuUsage(cpuStart);
  const primitives = crypto.take();
  await handset.close();
  return [
    { what: 'the first new message', value: firstMs, unit: 'ms' },
    { what: `${messages} missed messages`, value: seconds, unit: 's' },
    { what: 'messages', value: messages / seconds, unit: '/s' },
    ratio('messages', cpu, primitives.ms),
  ];
}

function ratio(what: string, { user, system }: NodeJS.CpuUsage, primitivesMs: number): Measure {
  const value = (user + system) / 1_000 / primitivesMs;
  return { what: `${what}, processor time ÷ primitives`, value, unit: '×' };
}

/** The id of the group that has this name, once there is one. */
async function untilNamed(handset: Handset, name: string): Promise<ConversationId> {
  const events = handset.events();
  const already = (await handset.conversations()).find((each) => each.name === name);
  if (already !== undefined) return already.id;
  return next(events, (event) =>
    event.type === 'conversation' && event.conversation.name === name
      ? event.conversation.id
      : undefined,
  );
}

/** Waits until so many texts came. A reader that is too slow for the events counts anew. */
async function untilUnread(
  handset: Handset,
  id: ConversationId,
  wanted: number,
  onFirst: () => void,
): Promise<void> {
  const events = handset.events();
  let received = (await handset.conversation(id)).unread;
  if (received > 0) onFirst();
  if (received >= wanted) return;
  for await (const event of events) {
    const isText =
      event.type === 'message' &&
      event.isNew &&
      !event.message.mine &&
      event.message.body.kind === 'text';
    if (isText) {
      if (received === 0) onFirst();
      received += 1;
    }
    if (event.type === 'missed') received = (await handset.conversation(id)).unread;
    if (received >= wanted) return;
  }
}
