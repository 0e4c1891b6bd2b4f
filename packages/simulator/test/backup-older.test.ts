import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cleanedSimulatedPicture, simulatedPicture } from '../src/index.ts';
import { backupOf, opened, piecesOf } from './backup-fixture.ts';
import { conversationOf, isDirect, pair } from './device-fixture.ts';
import { agree, history, say, texts } from './group-fixture.ts';

const fixture = join(import.meta.dirname, 'fixtures/backup-1.age');

/** Made once by the version that the file is named for: `SOTTO_WRITE_BACKUP=1`. */
async function writeFixture(): Promise<void> {
  const { net, ada, ben, ofAda, ofBen } = await pair();
  await ada.handset().rename(ben.handset().identity, 'Benjamin');
  await say(ofAda, 'one');
  await say(ofBen, 'two');
  await agree(net, [ofAda, ofBen], ['one', 'two']);
  const picture = simulatedPicture(new Uint8Array(3_000).fill(7));
  await net.wait(ada.handset().send(ofAda.id, { pictures: [{ picture }] }));
  await net.until(async () => (await history(ofBen)).length === (await history(ofAda)).length);
  const file = await net.wait(backupOf(ada));
  mkdirSync(join(fixture, '..'), { recursive: true });
  writeFileSync(fixture, file.bytes());
  net.close();
}

test('a backup of version 1 restores, with its messages, contacts and pictures', async () => {
  if (process.env['SOTTO_WRITE_BACKUP'] === '1') await writeFixture();
  expect(existsSync(fixture)).toBe(true);
  const { net, ada } = await pair(2);
  const from = () => piecesOf(new Uint8Array(readFileSync(fixture)));
  const phone = net.restoreDevice(ada, 'Phone', () => ({ from: from(), open: opened }));
  await net.wait(phone.start());
  const ofPhone = await conversationOf(net, phone, isDirect);
  expect((await texts(ofPhone)).toSorted()).toEqual(['one', 'two']);
  expect((await phone.handset().contacts())[0]).toMatchObject({ name: 'Benjamin' });
  const shown = (await history(ofPhone)).find(({ body }) => body.kind === 'picture');
  const stored = await phone.handset().picture(ofPhone.id, shown!.id, {});
  expect(stored.bytes).toEqual(cleanedSimulatedPicture(new Uint8Array(3_000).fill(7)));
  net.close();
});
