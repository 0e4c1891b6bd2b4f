import type { Measure, Part } from '../measure.ts';
import { startRelayChild } from '../relay-child.ts';
import { measureRelayLatency, measureRelayThroughput } from '../relay-load.ts';

const seconds = 10;
const postsUnderWay = 64;
const steadyPerSecond = 1_000;

/** What a relay takes and gives over real WebSockets. */
export const relayPart: Part = {
  name: 'relay',
  title: 'Relay: 300-byte messages, each on disk before it is answered',
  method: `One relay process on \`mailboxes-sqlite\`; pairs of bare WebSocket connections from one other process, which shares the machine. Throughput: every pair keeps ${postsUnderWay} posts under way for ${seconds} s. Latency: from sending to delivery, at a steady ${steadyPerSecond} posts a second over all pairs.`,
  maxSeconds: 150,
  run: async () => {
    const measures: Measure[] = [];
    for (const pairs of [50, 500]) {
      const relay = await startRelayChild();
      const load = await measureRelayThroughput(relay, pairs, seconds, postsUnderWay);
      const steady = await measureRelayLatency(relay, pairs, steadyPerSecond, seconds);
      await relay.stop();
      const about = `${pairs} pairs`;
      measures.push(
        { what: `durable posts, ${about}`, value: load.postsPerSecond, unit: '/s' },
        { what: `delivered, ${about}`, value: load.deliveredPerSecond, unit: '/s' },
        {
          what: `processor time of the relay, ${about}`,
          value: load.relayMicrosPerPost,
          unit: 'µs/post',
        },
        { what: `delivery p50, ${about}`, value: steady.p50Ms, unit: 'ms' },
        { what: `delivery p99, ${about}`, value: steady.p99Ms, unit: 'ms' },
      );
    }
    return measures;
  },
};
