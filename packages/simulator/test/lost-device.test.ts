import { describe, expect, test } from 'vitest';
import type { WipeableDevice } from '@sotto/handset';
import type { SimulatedHandset } from '../src/index.ts';
import { pair } from './device-fixture.ts';
import type { Pair } from './device-fixture.ts';

interface Lost extends Pair {
  readonly tablet: SimulatedHandset;
}

/** Ada has a tablet, which may be wiped from her other device. */
async function withTablet(seed: number): Promise<Lost> {
  const all = await pair(seed);
  const { net, ada } = all;
  const codes: string[] = [];
  const tablet = await net.addDevice(ada, 'Tablet', { onCode: (shown) => codes.push(shown) });
  const started = tablet.start();
  started.catch(() => undefined);
  await net.until(() => codes.length > 0);
  await net.wait(ada.handset().linkDevice(codes[0] as string, { name: 'Tablet' }));
  await net.wait(started);
  await tablet.handset().lostDevice.listen({ isOn: true });
  await net.until(async () => (await known(ada)) !== undefined);
  return { ...all, tablet };
}

async function known(who: SimulatedHandset): Promise<WipeableDevice | undefined> {
  return (await who.handset().lostDevice.view()).devices[0];
}

/** Whether nothing of a handset is in its store. */
function isWiped({ records }: SimulatedHandset): boolean {
  return records.entryCount() === 0;
}

describe('a lost device of one’s own', () => {
  test('is wiped and ended by another one, which hears of it', async () => {
    const { net, ada, tablet } = await withTablet(1);
    const found = await known(ada);
    expect(found?.isOwn).toBe(true);
    await net.wait(ada.handset().lostDevice.wipe(found!.device));
    await net.until(() => isWiped(tablet));
    await net.until(async () => (await known(ada))?.command?.heardAtMs !== undefined);
    const device = (await ada.handset().devices()).find(({ id }) => id === found!.device);
    expect(device?.revokedAtMs).toBeDefined();
    net.close();
  });

  test('is wiped although relay and device were away for a day when it was commanded', async () => {
    const { net, relay, ada, tablet } = await withTablet(2);
    tablet.setNetwork('down');
    const found = await known(ada);
    const wiping = ada.handset().lostDevice.wipe(found!.device);
    wiping.catch(() => undefined);
    relay.crash();
    await net.advance(3_600_000);
    await relay.start();
    await net.advance(86_400_000);
    expect(isWiped(tablet)).toBe(false);
    tablet.setNetwork('up');
    await net.until(() => isWiped(tablet));
    await net.until(async () => (await known(ada))?.command?.heardAtMs !== undefined);
    net.close();
  });

  test('that is locked is wiped while its program runs', async () => {
    const { net, ada, tablet } = await withTablet(3);
    const found = await known(ada);
    await net.wait(tablet.handset().lock());
    await net.wait(ada.handset().lostDevice.wipe(found!.device));
    await net.until(() => isWiped(tablet));
    net.close();
  });

  test('and the one that commands it may crash at any write, before or after it', async () => {
    for (let write = 1; write <= 6; write++)
      for (const when of ['before', 'after'] as const) {
        const { net, ada, tablet } = await withTablet(10 + write);
        const found = await known(ada);
        ada.crashAtWrite(when, write);
        // Dead, it never answers.
        void ada
          .handset()
          .lostDevice.wipe(found!.device)
          .catch(() => undefined);
        await net.advance(60_000);
        if (!ada.isUp()) await net.wait(ada.start());
        // Nobody was told that it was done, so the person does it again.
        if ((await known(ada))?.command === undefined)
          await net.wait(ada.handset().lostDevice.wipe(found!.device)).catch(() => undefined);
        await net.until(() => isWiped(tablet));
        await net.until(async () => (await known(ada))?.command?.heardAtMs !== undefined);
        net.close();
      }
  }, 120_000);

  test('goes on with its wipe when it crashes at a write of it', async () => {
    for (let write = 1; write <= 3; write++)
      for (const when of ['before', 'after'] as const) {
        const { net, ada, tablet } = await withTablet(30 + write);
        const found = await known(ada);
        await net.advance(60_000);
        tablet.crashAtWrite(when, write);
        await net.wait(ada.handset().lostDevice.wipe(found!.device));
        await net.advance(600_000);
        if (!isWiped(tablet)) {
          expect(tablet.isUp()).toBe(false);
          await net.wait(tablet.start()).catch(() => undefined);
        }
        await net.until(() => isWiped(tablet));
        net.close();
      }
  }, 120_000);

  test('is not wiped by a device that was ended, and so has a secret of before', async () => {
    const { net, ada, tablet } = await withTablet(50);
    await ada.handset().lostDevice.listen({ isOn: true });
    await net.until(async () => (await known(tablet)) !== undefined);
    const target = await known(tablet);
    tablet.setNetwork('down');
    const [, other] = await ada.handset().devices();
    await net.wait(ada.handset().revokeDevice(other!.id));
    await net.advance(600_000);
    // The thief of the tablet commands what it was told to command with.
    tablet.setNetwork('up');
    tablet
      .handset()
      .lostDevice.wipe(target!.device)
      .catch(() => undefined);
    await net.advance(3_600_000);
    expect(isWiped(ada)).toBe(false);
    expect(ada.isUp()).toBe(true);
    await ada.handset().status();
    net.close();
  });
});
