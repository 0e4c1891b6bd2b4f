/// <reference types="vite/client" />
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import type { KnownNetwork, Network } from '@sotto/handset';
import { go } from '../src/session/router.ts';
import type { FakeHandset } from './fake-handset.ts';
import { aFreeze, aNetwork, anAlarm, aNotice, hash, someActs } from './fake/fake-network.ts';
import { clear, desk, expectClean, phone } from './fake/on-screen.ts';
import { livedIn } from './fake/scene.ts';
import { show } from './fake/show.tsx';

let fake: FakeHandset;
const day = 86_400_000;

beforeEach(async () => {
  fake = await livedIn();
  fake.network.held.acts = someActs(57);
  fake.network.held.evidence = [
    { id: 'ab'.repeat(32), foundAtMs: Date.now(), from: 'member', bytes: new Uint8Array([1, 2]) },
  ];
});

afterEach(clear);

async function look(network: Network): Promise<void> {
  fake.network.show(network);
  await show(fake, { route: { at: 'network' } });
}

test.for([
  ['en', 'light', phone],
  ['en', 'dark', desk],
  ['ar', 'light', desk],
  ['ar', 'dark', phone],
] as const)(
  'every screen about the network is accessible: %s, %s',
  async ([language, theme, size]) => {
    await page.viewport(size[0], size[1]);
    document.documentElement.style.colorScheme = theme;
    await show(fake, { language, route: { at: 'network' } });
    await vi.waitFor(() => expect(document.querySelector('.pane-chosen .page')).not.toBeNull());
    const trouble = { reason: 'forged', sinceMs: Date.now() } as const;
    for (const network of [
      { state: 'none' },
      { state: 'waiting', charterHash: hash, trouble },
      aNetwork(),
      aNetwork({ trouble }),
      aNetwork({ evidence: 1 }),
      aNetwork({ alarms: [anAlarm()] }),
      aNetwork({ notices: [aNotice('update', { isSeen: true })], freeze: aFreeze('noUpdates') }),
      aNetwork({ witnessPulse: { step: 'silent', sinceMs: 0 } }),
    ] as Network[]) {
      fake.network.show(network);
      await settled();
      await expectClean(network.state);
    }
    for (const route of [
      { at: 'acts' },
      { at: 'act', entry: 51 },
      { at: 'act', entry: 49 },
      { at: 'act', entry: 0 },
    ] as const) {
      go(route);
      await settled();
      await expectClean(route.at);
    }
  },
);

test.for<readonly [string, Partial<KnownNetwork>]>([
  ['Everything that the operators did is in the open and up to date.', {}],
  ['Nobody has heard from the operators since', { operatorPulse: { step: 'silent', sinceMs: 0 } }],
  ['No witness has vouched for the log since', { witnessPulse: { step: 'silent', sinceMs: 0 } }],
  ['The operators have been quiet since', { operatorPulse: { step: 'late', sinceMs: 0 } }],
  [
    'The relays show no newer log that can be trusted.',
    { trouble: { reason: 'unreachable', sinceMs: 0 } },
  ],
  [
    'The log was shown in two versions',
    { evidence: 1, operatorPulse: { step: 'silent', sinceMs: 0 } },
  ],
])('the page begins with how the network stands: %s', async ([sentence, part]) => {
  await look(aNetwork(part));
  await vi.waitFor(() =>
    expect(document.querySelector('.state-sentence')?.textContent).toContain(sentence),
  );
});

test('it says who runs the network, how many it takes for what, who watches them, and which relay is mine', async () => {
  await look(aNetwork());
  const text = (heading: string): string =>
    [...document.querySelectorAll('.card')].find(
      (card) => card.querySelector('h2')?.textContent === heading,
    )?.textContent ?? '';
  await vi.waitFor(() => expect(text('Who runs it')).toMatch(/Speak to all members.*takes 2 of/));
  expect(text('Who runs it')).toMatch(/Change who may do what.*takes 3 of/);
  expect(text('Witnesses')).toMatch(/without 2 of them/);
  expect(text('Witnesses')).toMatch(/third\.example.*vouched for nothing/);
  expect(text('Relays')).toMatch(/relay\.example.*Yours/);
  expect(text('Relays')).toMatch(/old\.example.*Being closed/);
});

test('why the last look failed stands there in plain words, since when, and at which relay', async () => {
  const relay = 'https://north.example' as KnownNetwork['relays'][number]['relay'];
  await look(aNetwork({ trouble: { reason: 'forged', sinceMs: Date.now() - day, relay } }));
  await expect
    .element(page.getByText(/^Since .*: the log that was shown has a false signature\. .*north/))
    .toBeVisible();
});

test('trouble with a file is no trouble of the network', async () => {
  await look(aNetwork({ trouble: { reason: 'otherLog', sinceMs: Date.now() } }));
  await expect.element(page.getByText(/in the open and up to date/)).toBeVisible();
  expect(document.querySelector('.state .trouble')).toBeNull();
});

test('looking again shows that it does, and what was found', async () => {
  await look(aNetwork());
  let answer = (_: Network): void => undefined;
  Object.assign(fake.network, { refresh: () => new Promise<Network>((done) => (answer = done)) });
  await page.getByRole('button', { name: 'Look again' }).click();
  await expect
    .element(page.getByRole('progressbar', { name: 'Looking at the log…' }))
    .toBeVisible();
  answer(aNetwork({ entries: 58 }));
  await expect.element(page.getByText(/58 entries so far/)).toBeVisible();
  expect(page.getByRole('progressbar').elements()).toEqual([]);
});

test('what they did is a list with dates and names; a tap leads to the proof', async () => {
  await look(aNetwork());
  await page.getByRole('button', { name: 'All that they did' }).click();
  await expect.element(page.getByText(/Released .*handset-cli/).first()).toBeVisible();
  for (let tap = 0; tap < 2; tap += 1)
    await page.getByRole('button', { name: 'Show older ones' }).click();
  await expect.element(page.getByText(/Founded the network .*Harbour/)).toBeVisible();
  await expect.element(page.getByText('This is where it began.')).toBeVisible();
  expect(document.querySelectorAll('.acts li')).toHaveLength(57);
  await page.getByRole('button', { name: /Founded the network/ }).click();
  await expect.element(page.getByRole('heading', { name: 'Entry 0 of the log' })).toBeVisible();
  await expect.element(page.getByText(/checked every signature/)).toBeVisible();
  await expect.element(page.getByText(/uni\.example.* watches the log/)).toBeVisible();
});

test('signs of life in a row are one line, so that they hide nothing', async () => {
  const [beat, ...others] = someActs(9);
  if (!beat || !('kind' in beat)) throw new Error('No heartbeat.');
  const beats = [10, 9, 8].map((entry) => ({ ...beat, entry }));
  fake.network.held.acts = [...beats, ...others];
  await look(aNetwork({ entries: 11 }));
  await expect.element(page.getByText('Said that they are there, 3 times in a row')).toBeVisible();
  await expect.element(page.getByText(/Released .*handset-cli/)).toBeVisible();
});

test('an entry that does not count is there too, and says why', async () => {
  fake.network.show(aNetwork());
  await show(fake, { route: { at: 'act', entry: 55 } });
  await expect.element(page.getByText(/does not count: too few signed it/)).toBeVisible();
});

test('a proof that the log lied can be saved, and it is said what to do with it', async () => {
  await look(aNetwork({ evidence: 1 }));
  await expect
    .element(page.getByText(/Save the proof and give it to people you trust/))
    .toBeVisible();
  const saved = savedFile();
  await page.getByRole('button', { name: 'Save the proof' }).click();
  expect(await saved).toMatchObject({ name: `sotto-proof-${'ab'.repeat(8)}.cbor`, bytes: [1, 2] });
});

test('the log goes out as a file and comes in from one; what is none is told', async () => {
  await look(aNetwork());
  const saved = savedFile();
  await page.getByRole('button', { name: 'Save the log as a file' }).click();
  const { bytes } = await saved;
  expect(new TextDecoder().decode(new Uint8Array(bytes))).toBe('the whole log');
  const input = page.getByLabelText('Open a log file').last();
  await input.upload(new File([new Uint8Array(bytes)], 'log.cbor'));
  await expect
    .element(page.getByText('The log was taken up: it has 58 entries now.'))
    .toBeVisible();
});

test('a handset of no network can be told of one by its fingerprint, also when it is written in groups', async () => {
  await look({ state: 'none' });
  const field = page.getByRole('textbox', { name: 'Fingerprint of the charter' });
  await field.fill('https://relay.example');
  await page.getByRole('button', { name: 'Follow this network' }).click();
  await expect.element(page.getByText(/A fingerprint has 64 characters/)).toBeVisible();
  await field.fill(hash.replace(/.{8}/g, '$& ').toUpperCase());
  await page.getByRole('button', { name: 'Follow this network' }).click();
  await expect.element(page.getByText('The log of this network was not found yet')).toBeVisible();
});

test('from the settings one comes to the network', async () => {
  fake.network.show(aNetwork());
  await show(fake, { route: { at: 'settings' } });
  await page.getByRole('button', { name: /^The network/ }).click();
  await expect.element(page.getByRole('heading', { name: 'Who runs it' })).toBeVisible();
});

interface Saved {
  readonly name: string;
  readonly bytes: readonly number[];
}

/** What the next link that is clicked would save. */
async function savedFile(): Promise<Saved> {
  const clicked = Promise.withResolvers<HTMLAnchorElement>();
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    clicked.resolve(this);
  });
  const link = await clicked.promise;
  click.mockRestore();
  const answer = await fetch(link.href);
  return { name: link.download, bytes: [...new Uint8Array(await answer.arrayBuffer())] };
}

function settled(): Promise<void> {
  return new Promise((done) => setTimeout(done, 150));
}

test('a witness’s alarm stands above every screen, in its words, and is not taken for the operators’', async () => {
  await show(fake, {});
  fake.network.show(aNetwork({ alarms: [anAlarm()] }));
  const strip = page.getByRole('complementary', { name: 'News of the network' });
  await expect
    .element(strip.getByText(/watch\.press\.example.* raises an alarm/).first())
    .toBeVisible();
  await expect.element(strip.getByText(/Trust no new act/)).toBeVisible();
  await strip.getByRole('button', { name: /^Show/ }).first().click();
  const sheet = page.getByRole('dialog');
  await expect.element(sheet.getByText(/and not from the operators/)).toBeVisible();
  await expect.element(sheet.getByText(/no operator could write it/)).toBeVisible();
  await expectClean('an alarm');
});
