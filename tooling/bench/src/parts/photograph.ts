import type { Measure, Part } from '../measure.ts';
import { quantile, timed } from '../measure.ts';
import { takePhotograph } from '@sotto/photograph';
import { introduce, next, openBenchHandset, originOf } from '../handsets.ts';
import { startRelayChild } from '../relay-child.ts';

const rounds = 3;

/** A phone's photograph from the sender's file to the receiver's screen. */
export const photographPart: Part = {
  name: 'photograph',
  title: 'A 12-megapixel photograph through the whole path',
  method: `A painted photograph of 3024 × 4032 pixels with EXIF; the median of ${rounds} after one to warm up. Two handsets in one process on \`records-sqlite\`, \`pictures-sharp\`, over loopback. Cleaning: until \`send\` resolves, with the sealed picture on the sender's disk. Relayed: then until the relay has it. Fetched: then until the receiver has fetched, verified, inspected and stored it.`,
  maxSeconds: 90,
  run: async ({ folder }) => {
    const relay = await startRelayChild();
    const origin = originOf(relay);
    const a = await openBenchHandset(folder, 'a', origin);
    const b = await openBenchHandset(folder, 'b', origin);
    const [ofA, ofB] = await introduce(a, b);
    const cleaned: number[] = [];
    const relayed: number[] = [];
    const fetched: number[] = [];
    const sizes: number[] = [];
    let fileBytes = 0;
    for (let round = 0; round <= rounds; round += 1) {
      const picture = await takePhotograph({ seed: round + 1 });
      fileBytes = picture.length;
      const events = b.events();
      const [cleanMs] = await timed(() => a.send(ofA, { picture }));
      const [relayMs] = await timed(() => a.settled());
      const [fetchMs, arrived] = await timed(async () => {
        const { message } = await next(events, (event) =>
          event.type === 'message' && event.isNew ? event : undefined,
        );
        return b.picture(ofB, message.id);
      });
      if (round === 0) continue;
      cleaned.push(cleanMs);
      relayed.push(relayMs);
      fetched.push(fetchMs);
      sizes.push(arrived.bytes.length);
    }
    await Promise.all([a.close(), b.close()]);
    await relay.stop();
    const median = (what: string, samples: readonly number[]): Measure => ({
      what,
      value: quantile(samples, 0.5),
      unit: 'ms',
    });
    const whole = cleaned.map((ms, at) => ms + (relayed[at] ?? 0) + (fetched[at] ?? 0));
    return [
      median('cleaned', cleaned),
      median('then relayed', relayed),
      median('then fetched', fetched),
      median('all of it', whole),
      {
        what: 'size as sent',
        value: quantile(sizes, 0.5) / 1_000,
        unit: 'kB',
        note: `of ${(fileBytes / 1e6).toFixed(1)} MB`,
      },
    ];
  },
};
