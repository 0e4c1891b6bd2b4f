import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeCrypto } from '@sotto/crypto-node';
import type { ConversationId, Handset, Message } from '@sotto/handset';
import { openHandset } from '@sotto/handset';
import { websocketLink } from '@sotto/link-websocket';
import { takePhotograph } from '@sotto/photograph';
import { probePicture } from '@sotto/picture-probe';
import { sharpPictures } from '@sotto/pictures-sharp';
import { memoryRecords } from '@sotto/records-memory';
import { expect, onTestFinished, test } from 'vitest';
import { startEcho } from './echo-process.ts';
import { startTestRelay } from './relay-server.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sotto-echo-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function newcomer(relay: string): Promise<Handset> {
  const handset = await openHandset({
    plugins: [nodeCrypto(), memoryRecords(), websocketLink(), sharpPictures()],
    unsafeArgon2: { memoryKiB: 8, passes: 1, parallelism: 1 },
    passphrase: 'four random words',
    relay,
  });
  onTestFinished(handset.close);
  return handset;
}

/** The messages of a conversation once there are so many. */
async function messages(
  handset: Handset,
  id: ConversationId,
  count: number,
): Promise<readonly Message[]> {
  const read = async (): Promise<readonly Message[]> => (await handset.history(id)).messages;
  await expect.poll(async () => (await read()).length, { timeout: 50_000 }).toBe(count);
  return read();
}

test('Echo invites, repeats a text and a photograph, and hears what was said while it was away', async () => {
  const relay = await startTestRelay();
  const folder = temporaryFolder();
  const echo = await startEcho(folder, relay.url);
  const { name, link } = await echo.invite();
  expect(name).toBe('Echo');
  expect(statSync(join(folder, 'echo-passphrase')).mode & 0o777).toBe(0o600);

  const me = await newcomer(relay.url);
  const { id, contact } = await me.acceptInvite(link);
  expect(contact).toMatchObject({ name: 'Echo', verified: 'invite' });
  await me.send(id, { text: 'Hello?\nAnybody?' });
  const [, repeated] = await messages(me, id, 2);
  expect(repeated).toMatchObject({ mine: false, body: { kind: 'text', text: 'Hello?\nAnybody?' } });

  await me.send(id, {
    picture: await takePhotograph({ seed: 3, width: 600, height: 800 }),
    caption: 'Here',
  });
  const back = (await messages(me, id, 4)).at(-1);
  expect(back).toMatchObject({
    mine: false,
    body: { kind: 'picture', caption: 'Here', width: 600, height: 800 },
  });
  const { bytes } = await me.picture(id, back?.id ?? ('' as never));
  expect(probePicture(bytes)).toMatchObject({ width: 600, height: 800, metadata: false });

  expect(await echo.stop('SIGTERM')).toBe(0);
  await me.send(id, { text: 'are you asleep?' });
  await me.settled();
  await startEcho(folder, relay.url);
  const all = await messages(me, id, 6);
  expect(all.at(-1)).toMatchObject({ mine: false, body: { text: 'are you asleep?' } });
});

test('Echo waits for a relay that comes up later', async () => {
  const relay = await startTestRelay();
  await relay.stop();
  const echo = await startEcho(temporaryFolder(), relay.url);
  await expect
    .poll(async () => (await fetch(echo.door, { method: 'POST' }).catch(() => undefined))?.status, {
      timeout: 50_000,
    })
    .toBe(503);
  await relay.start();
  expect((await echo.invite()).link).toContain(`${relay.url}/i#`);
});

test('only a program on this machine that asks rightly gets an invite, each its own', async () => {
  const relay = await startTestRelay();
  const echo = await startEcho(temporaryFolder(), relay.url);
  const first = await echo.invite();
  expect((await echo.invite()).link).not.toBe(first.link);
  const status = async (url: string, init: RequestInit): Promise<number> =>
    (await fetch(url, init)).status;
  expect(await status(echo.door, { method: 'GET' })).toBe(405);
  expect(await status(`${echo.door}s`, { method: 'POST' })).toBe(404);
  expect(
    await status(echo.door, { method: 'POST', headers: { origin: 'https://elsewhere.example' } }),
  ).toBe(403);
});

test('what Echo cannot begin with is said in a sentence', async () => {
  const echo = await startEcho(temporaryFolder(), 'http://relay.example');
  await expect(echo.invite()).rejects.toThrow('Echo ended: Echo: The relay');
});
