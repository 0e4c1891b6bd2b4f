import { afterEach, expect, it } from 'vitest';
import type { Handset } from '../src/api.ts';
import { eventually, openStore, person, relayUrl, shows } from './handset-fixture.ts';
import { tinyRelay } from './tiny-relay.ts';

const passphrase = 'the passphrase of every day';
const duress = 'the passphrase for the others';

const open: { readonly close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const vault of open.splice(0)) await vault.close();
});

async function names(handset: Handset): Promise<readonly string[]> {
  return (await handset.contacts()).map(({ name }) => name);
}

it('prepared by its owner, who renames and meets people in it, is what the duress passphrase opens, and the handset is gone', async () => {
  const relay = tinyRelay();
  const ada = await openStore({ relay, vault: { unsafeNoCover: false } });
  open.push(ada.vault);
  const own = await ada.vault.create({ passphrase, relay: relayUrl, suggestedName: 'Ada' });
  const zora = await person({ relay, name: 'Zora' });
  open.push(zora.vault);
  const { link: secret } = await own.createInvite();
  await zora.handset.acceptInvite(secret);
  await eventually(async () => (await own.conversations()).length === 1);
  await ada.vault.setDuress({ passphrase, duress });

  const cover = await ada.vault.visitCover({ passphrase });
  const [first] = await cover.contacts();
  await cover.rename(first!.identity, 'Aunt Vera');
  const linus = await person({ relay, name: 'Linus' });
  open.push(linus.vault);
  const { link } = await cover.createInvite();
  const { id: ofLinus } = await linus.handset.acceptInvite(link);
  const { id: met } = await eventually(async () =>
    (await cover.conversations()).find(({ name }) => name === 'Linus'),
  );
  await cover.send(met, { text: 'nice to meet you' });
  await shows(linus.handset, ofLinus, ['nice to meet you']);
  await cover.lock();
  const again = await ada.vault.unlock({ passphrase });
  expect(await names(again)).toEqual(['Zora']);
  await again.lock();

  const opened = await ada.vault.unlock({ passphrase: duress });
  expect(await names(opened)).toEqual(expect.arrayContaining(['Aunt Vera', 'Linus']));
  expect(await names(opened)).not.toContain('Zora');
  expect((await opened.status()).storage.tampered).toEqual([]);
  await linus.handset.send(ofLinus, { text: 'are you still there?' });
  await shows(opened, met, ['nice to meet you', 'are you still there?']);
  await opened.lock();
  await expect(ada.vault.unlock({ passphrase })).rejects.toMatchObject({
    code: 'PASSPHRASE_WRONG',
  });
});

it('opened for good, gets a cover of its own', async () => {
  const relay = tinyRelay();
  const ada = await openStore({ relay, vault: { unsafeNoCover: false } });
  open.push(ada.vault);
  const own = await ada.vault.create({ passphrase, relay: relayUrl });
  await ada.vault.setDuress({ passphrase, duress });
  await own.lock();
  const opened = await ada.vault.unlock({ passphrase: duress });
  await eventually(async () => (await opened.status()).connection === 'online');
  const another = 'a third passphrase of theirs';
  await ada.vault.setDuress({ passphrase: duress, duress: another });
  await opened.lock();
  const second = await ada.vault.unlock({ passphrase: another });
  expect(second.identity).not.toBe(opened.identity);
  expect(second.identity).not.toBe(own.identity);
  expect((await second.conversations()).length).toBeGreaterThanOrEqual(5);
});

it('told on by the handset beside it, opens as whole as it was, with what was said last week', async () => {
  const relay = tinyRelay();
  const ada = await openStore({ relay, vault: { unsafeNoCover: false } });
  open.push(ada.vault);
  const own = await ada.vault.create({ passphrase, relay: relayUrl });
  await ada.vault.setDuress({ passphrase, duress });
  await own.lock();
  const createdAtMs = ada.clock.now();
  for (let week = 0; week < 3; week++) {
    ada.clock.offsetMs += 8 * 86_400_000;
    const before = relay.mailboxes().length;
    const again = await ada.vault.unlock({ passphrase });
    const { usedBytes } = await again.status();
    await eventually(async () => (await again.status()).usedBytes !== usedBytes);
    await eventually(async () => {
      const { usedBytes: now } = await again.status();
      await new Promise((resolve) => setTimeout(resolve, 500));
      return (await again.status()).usedBytes === now;
    });
    expect(relay.mailboxes().length).toBeGreaterThanOrEqual(before);
    await again.lock();
  }
  const opened = await ada.vault.unlock({ passphrase: duress });
  await eventually(async () => (await opened.status()).connection === 'online');
  const status = await opened.status();
  expect(status.storage.tampered).toEqual([]);
  expect(status.healing).toMatchObject({ missing: 0, rejoined: 0 });
  expect(status.dropped).toEqual({ undecryptable: 0, replayed: 0, malformed: 0, forged: 0 });
  const all = await opened.conversations();
  expect(all.map(({ state }) => state)).not.toContain('joining');
  expect(Math.max(...all.map(({ latest }) => latest?.sentAtMs ?? 0))).toBeGreaterThan(createdAtMs);
});
