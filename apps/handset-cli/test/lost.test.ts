import { expect, test } from 'vitest';
import type { DeviceId, LostDevice } from '@sotto/handset';
import { aContact, identities } from './fake-handset.ts';
import { runOnFake } from './run-on-fake.ts';

const device = 'dd'.repeat(32) as DeviceId;

function world() {
  let now: LostDevice = {
    ...{ listens: false, beforeUnlock: false, trusted: [] },
    devices: [{ device, identity: identities.ada, isOwn: false }],
  };
  const change = async (part: Partial<LostDevice>): Promise<LostDevice> =>
    (now = { ...now, ...part });
  const command = { askedAtMs: 0, atRelays: 1, ofRelays: 1 };
  return {
    contacts: [aContact(identities.ada, 'Ada')],
    answers: {
      devices: async () => [],
      lostDevice: {
        view: async () => now,
        listen: ({ isOn, beforeUnlock = false }) => change({ listens: isOn, beforeUnlock }),
        trust: (identity, isTrusted) => change({ trusted: isTrusted ? [identity] : [] }),
        wipe: (wiped) =>
          change({
            devices: now.devices.map((each) =>
              each.device === wiped ? { ...each, command } : each,
            ),
          }),
      },
    },
  } satisfies Parameters<typeof runOnFake>[0];
}

test('who may wipe what is shown, and changed in words', async () => {
  const here = world();
  expect((await runOnFake(here, 'lost')).text).toBe(
    `this device may be wiped from afar: no\na device of Ada  ${device.slice(0, 16)}  can be wiped`,
  );
  const [row] = (await runOnFake(here, 'lost listen', ['always'])).rows;
  expect(row).toMatchObject({ type: 'lost', listens: true, beforeUnlock: true });
  expect((await runOnFake(here, 'lost trust', ['Ada'])).text).toContain('and by Ada');
  expect((await runOnFake(here, 'lost distrust', ['Ada'])).text).not.toContain('and by');
  await expect(runOnFake(here, 'lost listen', ['maybe'])).rejects.toMatchObject({
    code: 'CLI_USAGE',
  });
});

test('a lost device is named by whose it is or by its id, and an unclear one is not wiped', async () => {
  await expect(runOnFake(world(), 'lost wipe', ['Ben'])).rejects.toMatchObject({
    code: 'DEVICE_UNCLEAR',
  });
  for (const text of ['Ada', device.slice(0, 12)])
    expect((await runOnFake(world(), 'lost wipe', [text])).text).toContain(
      'the command waits at its relay',
    );
});
