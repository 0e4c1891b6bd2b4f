import { createMemoryStore, memoryRecords } from '@sotto/records-memory';
import type { Measure, Part } from '../measure.ts';
import { introduce, next, openBenchHandset, originOf } from '../handsets.ts';
import { startRelayChild } from '../relay-child.ts';
import { timedCrypto } from '../timed-crypto.ts';

const warmUp = 100;
const count = 600;

/** What a message costs its sender and its receiver, and how much of that is the mathematics. */
export const sealingPart: Part = {
  name: 'sealing',
  title: 'One message beside its primitives',
  method: `${count} texts of 200 characters. Sealing: \`send\` without a network, records in memory: composing, MLS, the outer envelope, and sealing the records. Opening: processor time of the whole receiving process, from connecting to the last message, records in memory: WebSocket, frames, the outer envelope, MLS, and sealing the records. Primitives: the time inside \`crypto-node\` of the same run.`,
  maxSeconds: 90,
  run: async ({ folder }) => {
    const relay = await startRelayChild();
    const origin = originOf(relay);
    const [crypto, store] = [timedCrypto(), createMemoryStore()];
    const open = (name: string, kept = createMemoryStore()) =>
      openBenchHandset(folder, name, origin, [crypto.plugin, memoryRecords({ store: kept })]);
    const a = await open('a');
    const b = await open('b', store);
    const [ofA, ofB] = await introduce(a, b);
    const text = 'x'.repeat(200);
    for (let sent = 0; sent < warmUp; sent += 1) await a.send(ofA, { text });
    await untilReceived(b, ofB, warmUp);
    await b.close();

    // While the messages are sealed, the network is given no turn: one send follows upon the other.
    await a.settled();
    crypto.take();
    const sealStart = performance.now();
    for (let sent = 0; sent < count; sent += 1) await a.send(ofA, { text });
    const sealMs = performance.now() - sealStart;
    const sealPrimitives = crypto.take();
    await a.settled();
    await a.close();

    crypto.take();
    const cpuStart = process.cpuUsage();
    const again = await open('b', store);
    await untilReceived(again, ofB, warmUp + count);
    const { user, system } = process.cpuUsage(cpuStart);
    const openPrimitives = crypto.take();
    await again.close();
    await relay.stop();
    return [
      ...cost('sealing', sealMs, sealPrimitives),
      ...cost('opening', (user + system) / 1_000, openPrimitives),
    ];
  },
};

function cost(
  what: string,
  ms: number,
  primitives: { readonly ms: number; readonly calls: number },
): readonly Measure[] {
  return [
    { what: `${what} a message`, value: (1_000 * ms) / count, unit: 'µs' },
    {
      what: `its primitives, ${what}`,
      value: (1_000 * primitives.ms) / count,
      unit: 'µs',
      note: `${Math.round(primitives.calls / count)} calls`,
    },
    { what: `ratio, ${what}`, value: ms / primitives.ms, unit: '×' },
  ];
}

async function untilReceived(
  handset: Awaited<ReturnType<typeof openBenchHandset>>,
  id: Parameters<typeof handset.history>[0],
  wanted: number,
): Promise<void> {
  const events = handset.events();
  const { unread } = await handset.conversation(id);
  let received = unread;
  if (received >= wanted) return;
  await next(events, (event) => {
    if (event.type === 'message' && event.isNew && !event.message.mine) received += 1;
    return received >= wanted ? true : undefined;
  });
}
