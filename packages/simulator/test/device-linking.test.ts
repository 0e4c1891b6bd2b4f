import { describe, expect, test } from 'vitest';
import type { SimulatedHandset } from '../src/index.ts';
import { conversationOf, isDirect, pair } from './device-fixture.ts';
import type { Pair } from './device-fixture.ts';
import { agree, converge, say } from './group-fixture.ts';

interface Showing {
  readonly tablet: SimulatedHandset;
  readonly code: string;
  /** All that it showed, the last one last. */
  readonly codes: readonly string[];
  /** Settles when the tablet is linked, or gives up. */
  readonly started: Promise<unknown>;
}

/** A new device that shows its code, and was shown to nobody yet. */
async function show({ net, ada }: Pick<Pair, 'net' | 'ada'>, name = 'Tablet'): Promise<Showing> {
  const codes: string[] = [];
  const tablet = await net.addDevice(ada, name, { onCode: (shown) => codes.push(shown) });
  const started = tablet.start();
  started.catch(() => undefined);
  await net.until(() => codes.length > 0);
  return { tablet, code: codes[0] as string, codes, started };
}

describe('a code of a new device', () => {
  test('links one device, and by one person alone', async () => {
    const { net, ada, ben } = await pair();
    const { code, started, tablet } = await show({ net, ada });
    const first = net.wait(ada.handset().linkDevice(code, { name: 'Mine' }));
    await first;
    await net.wait(started);
    await expect(net.wait(ben.handset().linkDevice(code))).rejects.toMatchObject({
      code: 'DEVICE_CODE_USED',
    });
    await expect(net.wait(ada.handset().linkDevice(code))).rejects.toMatchObject({
      code: 'DEVICE_CODE_USED',
    });
    expect(tablet.handset().identity).toBe(ada.handset().identity);
    expect((await ada.handset().devices()).map(({ name }) => name)).toEqual(['', 'Mine']);
    expect(await ben.handset().devices()).toHaveLength(1);
    net.close();
  });

  test('makes a device that is told with whom each conversation of two is, as it comes into it', async () => {
    const { net, ada, ben } = await pair();
    const { code, started, tablet } = await show({ net, ada });
    await net.wait(ada.handset().linkDevice(code));
    await net.wait(started);
    const told: (string | undefined)[] = [];
    const stop = new AbortController();
    const listening = (async () => {
      for await (const event of tablet.handset().events({ signal: stop.signal }))
        if (event.type === 'contact' && event.contact.identity === ben.handset().identity)
          told.push(event.contact.conversation);
    })();
    const { id } = await conversationOf(net, tablet, isDirect);
    await net.until(() => told.includes(id));
    stop.abort();
    await listening;
    net.close();
  });

  test('is good for ten minutes', async () => {
    const { net, ada } = await pair();
    const { code, started } = await show({ net, ada });
    await net.advance(601_000);
    await expect(started).rejects.toMatchObject({ code: 'DEVICE_CODE_EXPIRED' });
    await expect(ada.handset().linkDevice(code)).rejects.toMatchObject({
      code: 'DEVICE_CODE_EXPIRED',
    });
    expect(await ada.handset().devices()).toHaveLength(1);
    net.close();
  });

  test('is refused when it is damaged, or is something else', async () => {
    const { net, ada } = await pair();
    for (const code of ['', 'sotto-device:', 'sotto-device:AAAA', 'https://relay.example'])
      await expect(ada.handset().linkDevice(code)).rejects.toMatchObject({
        code: 'DEVICE_CODE_MALFORMED',
      });
    net.close();
  });

  test('of a device that went away ends without a trace in the chain', async () => {
    const { net, ada, ofAda, ofBen } = await pair();
    const { code, tablet } = await show({ net, ada });
    tablet.crash();
    const linking = ada.handset().linkDevice(code);
    linking.catch(() => undefined);
    await net.advance(1_300_000);
    await expect(linking).rejects.toMatchObject({ code: 'DEVICE_CODE_EXPIRED' });
    expect(await ada.handset().devices()).toHaveLength(1);
    await say(ofAda, 'alone');
    await agree(net, [ofAda, ofBen], ['alone']);
    net.close();
  });

  test('works when the first device comes to it late, over a bad network', async () => {
    const { net, ada } = await pair();
    const { code, started, tablet } = await show({ net, ada });
    ada.setNetwork('down');
    const linking = ada.handset().linkDevice(code);
    await net.advance(200_000);
    ada.setNetwork('up');
    tablet.setNetwork('down');
    await net.advance(100_000);
    tablet.setNetwork('up');
    await net.wait(linking);
    await net.wait(started);
    await conversationOf(net, tablet, isDirect);
    net.close();
  });
});

describe('two devices that link others at once', () => {
  test('both do, one after the other in the chain', async () => {
    const { net, ada } = await pair();
    const tablet = await net.addDevice(ada, 'Tablet');
    await conversationOf(net, tablet, isDirect);
    await net.advance(30_000);
    const one = await show({ net, ada }, 'One');
    const two = await show({ net, ada }, 'Two');
    await Promise.all([
      net.wait(ada.handset().linkDevice(one.code)),
      net.wait(tablet.handset().linkDevice(two.code)),
    ]);
    await net.wait(Promise.all([one.started, two.started]));
    for (const each of [ada, tablet, one.tablet, two.tablet])
      await net.until(async () => (await each.handset().devices()).length === 4);
    net.close();
  });
});

describe('a crash while a device is linked', () => {
  test.each(['before', 'after'] as const)(
    'of the first device, %s any of its writes, only delays it',
    async (when) => {
      // What is on disk before a write is what was there after the last: each is looked at in every other.
      for (let writes = when === 'before' ? 0 : 1; writes < 40; writes += 2) {
        const { net, ada, ofAda, ofBen } = await pair(writes + 1);
        await say(ofBen, 'one');
        await agree(net, [ofAda, ofBen], ['one']);
        const { code, started, tablet } = await show({ net, ada });
        const crashes = ada.crashes();
        ada.crashAtWrite(when, writes);
        ada
          .handset()
          .linkDevice(code)
          .catch(() => undefined);
        await net.until(() => ada.crashes() > crashes || tablet.isUp(), 60_000);
        if (!ada.isUp()) {
          await net.wait(ada.start());
          // It died before it had noted anything: the person tries again.
          if (!tablet.isUp())
            ada
              .handset()
              .linkDevice(code)
              .catch(() => undefined);
        } else ada.crashAtWrite('never');
        await net.wait(started);
        const ofTablet = await conversationOf(net, tablet, isDirect);
        await agree(net, [ofAda, ofBen, ofTablet], ['one']);
        await say(ofTablet, 'two');
        await agree(net, [ofAda, ofBen, ofTablet], ['one', 'two']);
        await converge(net, [ofAda, ofBen, ofTablet]);
        expect(await ada.handset().devices()).toHaveLength(2);
        net.close();
      }
    },
    120_000,
  );

  test.each(['before', 'after'] as const)(
    'of the new device, %s any of its writes, leaves one that works or none',
    async (when) => {
      for (let writes = when === 'before' ? 0 : 1; writes < 24; writes += 2) {
        const { net, ada, ofAda, ofBen } = await pair(writes + 1);
        await say(ofBen, 'one');
        await agree(net, [ofAda, ofBen], ['one']);
        const { code, codes, tablet, started } = await show({ net, ada });
        tablet.crashAtWrite(when, writes);
        const linking = ada.handset().linkDevice(code);
        linking.catch(() => undefined);
        await net.until(() => tablet.crashes() > 0 || tablet.isUp(), 120_000);
        await net.advance(60_000);
        const crashed = tablet.crashes() > 0;
        tablet.crashAtWrite('never');
        if (crashed) {
          // Before its vault was there, it shows another code, and is another device; the first is in the list, to be revoked.
          tablet.start().catch(() => undefined);
          await net.until(() => tablet.isUp() || codes.length > 1, 120_000);
          if (!tablet.isUp()) await net.wait(ada.handset().linkDevice(codes.at(-1) as string));
        } else await net.wait(started);
        await net.until(() => tablet.isUp());
        const ofTablet = await conversationOf(net, tablet, isDirect);
        await say(ofTablet, 'two');
        await agree(net, [ofAda, ofBen, ofTablet], ['one', 'two']);
        net.close();
      }
    },
    120_000,
  );
});
