import { createMemoryStore } from '@sotto/records-memory';
import type { MemoryStore } from '@sotto/records-memory';
import { describe, expect, it } from 'vitest';
import * as commands from '../src/vault/commands.ts';
import { openCover, openVault } from '../src/vault/vault.ts';
import type { VaultParts } from '../src/vault/vault-parts.ts';
import { cheap, makeVault, passphrase, text } from './vault-fixture.ts';
import { plainCover } from './vault-parts.ts';
import { watchedVault } from './watched-vault.ts';

const duress = 'somebody stands here';
const next = 'the next passphrase';
const deviceSecret = new Uint8Array(32).fill(7);
const mine = { table: 'diary', id: 'today' };

/** What each passphrase opens: the vault, the cover, or nothing; and whether the vault has a duress passphrase. */
async function standing(store: MemoryStore): Promise<string> {
  const all: string[] = [];
  for (const given of [passphrase, next, duress]) {
    for (const secret of [undefined, deviceSecret]) {
      // Each on a copy: the duress passphrase changes what it opens.
      const { parts } = await watchedVault({ store: store.copy() });
      const opened = await openVault(parts, {
        passphrase: given,
        ...(secret ? { deviceSecret: secret } : {}),
      }).catch((error: { code: string }) => error.code);
      if (typeof opened === 'string') all.push(opened);
      else {
        const { store: volume, hasDuress } = opened;
        const isOwn = (await volume.get(mine)) !== undefined;
        const isCover = (await volume.get({ table: 'self', id: 'self' })) !== undefined;
        all.push(`${isOwn ? 'own' : isCover ? 'cover' : 'empty'}${hasDuress ? ' guarded' : ''}`);
      }
    }
  }
  return all.join(', ');
}

const stories: Readonly<Record<string, (parts: VaultParts) => Promise<unknown>>> = {
  'opening with the passphrase': (parts) => openVault(parts, { passphrase }),
  'opening with the duress passphrase': (parts) => openVault(parts, { passphrase: duress }),
  'visiting the cover': (parts) => openCover(parts, { passphrase }),
  'changing the passphrase': (parts) =>
    commands.changePassphrase(parts, { passphrase, newPassphrase: next }),
  'setting a duress passphrase': (parts) => commands.setDuress(parts, { passphrase, duress: next }),
  'removing the duress passphrase': (parts) => commands.removeDuress(parts, { passphrase }),
  'renewing the cover': (parts) => commands.renewCover(parts, { passphrase }),
  'setting how many tries there are': (parts) =>
    commands.setMaxTries(parts, { passphrase, maxTries: 5 }),
  'binding to a device': (parts) =>
    commands.bindDevice(parts, { passphrase, credentialId: text('id'), deviceSecret }),
  'changing the passphrase by the duress one': (parts) =>
    commands.changePassphrase(parts, { passphrase: duress, newPassphrase: next }),
};

describe.each(Object.entries(stories))('%s', (_, story) => {
  it('ended by the power at any write, leaves the vault as before or as after, and every passphrase of that opens', async () => {
    const begin = createMemoryStore();
    const { parts: first } = await watchedVault({ store: begin });
    await makeVault(first, {
      ...{ first: [{ put: mine, value: text('mine') }], cover: plainCover },
      unsafeArgon2: cheap,
    });
    await commands.setDuress(first, { passphrase, duress });
    await first.records.close();

    const whole = begin.copy();
    let writes = 0;
    const { parts: all } = await watchedVault({ store: whole, onWrite: () => void (writes += 1) });
    await story(all);
    await all.records.close();
    const [before, after] = [await standing(begin), await standing(whole)];
    expect(writes).toBe(2);

    for (let dies = 1; dies <= writes; dies += 1) {
      for (const when of ['before', 'after'] as const) {
        const store = begin.copy();
        let at = 0;
        const cut = (now: 'before' | 'after') => (): void => {
          if (now === 'before') at += 1;
          if (now === when && at === dies) {
            store.crash();
            throw new Error('The power is cut here.');
          }
        };
        const { parts } = await watchedVault({
          ...{ store, onWrite: cut('before'), onWritten: cut('after') },
        });
        await expect(story(parts)).rejects.toThrow();
        const isDone = dies === writes && when === 'after';
        expect(await standing(store)).toBe(isDone ? after : before);
      }
    }
  });
});
