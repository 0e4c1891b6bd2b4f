import { meetCrowd } from '../crowd.ts';
import { openBenchHandset, originOf } from '../handsets.ts';
import type { Part } from '../measure.ts';
import { quantile, timed } from '../measure.ts';
import { startRelayChild } from '../relay-child.ts';
import { timedCrypto } from '../timed-crypto.ts';

const conversations = 500;
const rounds = 5;

/** Opening the app of somebody who knows many people. */
export const groupsOpenPart: Part = {
  name: 'groups-open',
  title: `Opening a handset with ${conversations} conversations`,
  method: `${conversations} conversations of two with a text in each, on \`records-sqlite\`; without a relay, and with a passphrase that is cheap to try. From opening the store to the list of all conversations; the median of ${rounds}. Primitives: the time inside \`crypto-node\` of the same run, the cheap passphrase among them.`,
  maxSeconds: 200,
  run: async (context) => {
    const { folder } = context;
    const relay = await startRelayChild();
    const origin = originOf(relay);
    const host = await openBenchHandset(folder, 'host', origin);
    await meetCrowd(host, { ...context, origin, count: conversations });
    for (const { id } of await host.conversations()) await host.send(id, { text: 'Hello' });
    await host.settled();
    await host.close();
    await relay.stop();

    const [wall, cpu, share]: number[][] = [[], [], []];
    for (let round = 0; round < rounds; round += 1) {
      const crypto = timedCrypto();
      const cpuStart = process.cpuUsage();
      const [ms, handset] = await timed(async () => {
        const opened = await openBenchHandset(folder, 'host', origin, [crypto.plugin]);
        const { length } = await opened.conversations();
        if (length !== conversations) throw new Error(`There are ${length} conversations.`);
        return opened;
      });
      const { user, system } = process.cpuUsage(cpuStart);
      const cpuMs = (user + system) / 1_000;
      wall?.push(ms);
      cpu?.push(cpuMs);
      share?.push(cpuMs / crypto.take().ms);
      await handset.close();
    }
    const median = (samples: readonly number[] = []): number => quantile(samples, 0.5);
    return [
      { what: 'until the list is there', value: median(wall), unit: 'ms' },
      { what: 'its processor time', value: median(cpu), unit: 'ms' },
      { what: 'processor time ÷ primitives', value: median(share), unit: '×' },
    ];
  },
};
