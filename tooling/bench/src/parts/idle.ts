import type { Measure, Part } from '../measure.ts';
import { measureRelayIdle } from '../relay-load.ts';

/** What a handset that is only connected costs its relay. */
export const idlePart: Part = {
  name: 'idle',
  title: 'Relay: memory of an idle connection',
  method:
    'Growth of the resident memory of the relay process by so many connections, each with a mailbox that is listened to, after a collection of garbage; the first 100 connections are not counted.',
  maxSeconds: 90,
  run: async () => {
    const measures: Measure[] = [];
    for (const connections of [1_000, 5_000]) {
      const { bytesEach } = await measureRelayIdle(connections);
      const what = `memory per connection, ${connections.toLocaleString('en')} connections`;
      measures.push({ what, value: bytesEach / 1_024, unit: 'KiB' });
    }
    return measures;
  },
};
