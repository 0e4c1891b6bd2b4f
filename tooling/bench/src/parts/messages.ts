import type { Part } from '../measure.ts';
import { quantile } from '../measure.ts';
import { introduce, next, openBenchHandset, originOf } from '../handsets.ts';
import { startRelayChild } from '../relay-child.ts';

const warmUp = 30;
const inTurn = 300;
const atOnce = 500;

/** From one person's `send` to the other one's screen. */
export const messagesPart: Part = {
  name: 'messages',
  title: 'Two handsets: from `send` to shown',
  method: `Two handsets in one process, each on \`records-sqlite\`, over WebSocket and a relay process on \`mailboxes-sqlite\`. In turn: ${inTurn} texts of 200 characters, each sent when the one before was shown; all three stores write through to disk. At once: ${atOnce} texts without waiting.`,
  maxSeconds: 90,
  run: async ({ folder }) => {
    const relay = await startRelayChild();
    const origin = originOf(relay);
    const a = await openBenchHandset(folder, 'a', origin);
    const b = await openBenchHandset(folder, 'b', origin);
    const [ofA] = await introduce(a, b);
    const text = 'x'.repeat(200);

    const delays: number[] = [];
    for (let count = 0; count < warmUp + inTurn; count += 1) {
      const events = b.events();
      const start = performance.now();
      await a.send(ofA, { text });
      await next(events, (event) => (event.type === 'message' && event.isNew ? event : undefined));
      if (count >= warmUp) delays.push(performance.now() - start);
    }

    const events = b.events();
    let shown = 0;
    const start = performance.now();
    const sending = Promise.all(Array.from({ length: atOnce }, () => a.send(ofA, { text })));
    await next(events, (event) => {
      if (event.type === 'message' && event.isNew) shown += 1;
      return shown === atOnce ? true : undefined;
    });
    const seconds = (performance.now() - start) / 1_000;
    await sending;
    await Promise.all([a.close(), b.close()]);
    await relay.stop();
    return [
      { what: 'send to shown, p50', value: quantile(delays, 0.5), unit: 'ms' },
      { what: 'send to shown, p99', value: quantile(delays, 0.99), unit: 'ms' },
      { what: 'sent at once and shown', value: atOnce / seconds, unit: '/s' },
    ];
  },
};
