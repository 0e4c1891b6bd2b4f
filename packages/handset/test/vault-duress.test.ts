import { createMemoryStore } from '@sotto/records-memory';
import { describe, expect, it } from 'vitest';
import {
  bindDevice,
  changePassphrase,
  removeDuress,
  renewCover,
  setDuress,
  unbindDevice,
} from '../src/vault/commands.ts';
import type { VaultHeader } from '../src/vault/header.ts';
import { slotCount } from '../src/vault/header.ts';
import { readHeader } from '../src/vault/read-header.ts';
import { openCover, openVault } from '../src/vault/vault.ts';
import type { OpenVault } from '../src/vault/vault.ts';
import type { VaultParts } from '../src/vault/vault-parts.ts';
import { hex, makeParts, makeVault, passphrase, read, text } from './vault-fixture.ts';
import { plainCover } from './vault-parts.ts';
import { watchKeys } from './watched-keys.ts';
import { watchedVault } from './watched-vault.ts';

const duress = 'somebody stands here';
const wrong = 'not any of the two';
const mine = { table: 'diary', id: 'today' };

async function guarded(parts: VaultParts): Promise<void> {
  const first = [{ put: mine, value: text('mine') }];
  const { lock } = await makeVault(parts, { first, cover: plainCover });
  await lock();
  await setDuress(parts, { passphrase, duress });
}

async function shown({ store, lock }: OpenVault): Promise<'own' | 'cover' | 'empty'> {
  const own = await store.get(mine);
  const cover = await store.get({ table: 'self', id: 'self' });
  await lock();
  if (own) return 'own';
  return cover ? 'cover' : 'empty';
}

async function open(parts: VaultParts, with_: string): Promise<'own' | 'cover' | 'empty'> {
  return shown(await openVault(parts, { passphrase: with_ }));
}

async function headerOf(parts: VaultParts): Promise<VaultHeader> {
  const header = await readHeader(parts);
  if (header.version !== 4) throw new Error('It is an older vault.');
  return header;
}

const isWrong = { code: 'PASSPHRASE_WRONG' };

describe('a duress passphrase', () => {
  it('opens the cover, and from then on nothing opens what was there', async () => {
    const parts = await makeParts();
    await guarded(parts);
    expect(await open(parts, passphrase)).toBe('own');
    expect(await open(parts, duress)).toBe('cover');
    await expect(open(parts, passphrase)).rejects.toMatchObject(isWrong);
    expect(await open(parts, duress)).toBe('cover');
    expect(await shown(await openCover(parts, { passphrase: duress }))).toBe('cover');
  });

  it('leaves a vault as any other: it can have a duress passphrase again', async () => {
    const parts = await makeParts();
    await guarded(parts);
    expect((await openVault(parts, { passphrase })).hasDuress).toBe(true);
    const opened = await openVault(parts, { passphrase: duress });
    expect(opened.hasDuress).toBe(false);
    await opened.store.write([{ put: mine, value: text('now this is mine') }]);
    await setDuress(parts, { passphrase: duress, duress: passphrase });
    expect(await open(parts, duress)).toBe('own');
    expect(await open(parts, passphrase)).toBe('cover');
    await expect(open(parts, duress)).rejects.toMatchObject(isWrong);
  });

  it('can be changed and removed without what is stored being rewritten', async () => {
    const store = createMemoryStore();
    const written: string[] = [];
    const { parts } = await watchedVault({
      store,
      onWrite: (changes) => {
        for (const change of changes) if ('put' in change) written.push(read(change.put));
      },
    });
    await guarded(parts);
    written.length = 0;
    await setDuress(parts, { passphrase, duress: 'another word for it' });
    await expect(open(parts, duress)).rejects.toMatchObject(isWrong);
    await removeDuress(parts, { passphrase });
    await expect(open(parts, 'another word for it')).rejects.toMatchObject(isWrong);
    expect((await openVault(parts, { passphrase })).hasDuress).toBe(false);
    expect(new Set(written)).toEqual(new Set(['sotto vault']));
  });

  it('is not the passphrase, whichever of the two is set last', async () => {
    const parts = await makeParts();
    await guarded(parts);
    const isEqual = { code: 'PASSPHRASES_EQUAL' };
    await expect(setDuress(parts, { passphrase, duress: passphrase })).rejects.toMatchObject(
      isEqual,
    );
    await expect(
      changePassphrase(parts, { passphrase, newPassphrase: duress }),
    ).rejects.toMatchObject(isEqual);
    await changePassphrase(parts, { passphrase, newPassphrase: passphrase });
    await setDuress(parts, { passphrase, duress });
    expect(await open(parts, passphrase)).toBe('own');
    expect(await open(parts, duress)).toBe('cover');
  });

  it('is as long as any passphrase, and is asked for before anything is tried', async () => {
    const { parts, trace } = await watchedVault();
    await guarded(parts);
    trace.length = 0;
    const short = { code: 'PASSPHRASE_TOO_SHORT' };
    await expect(setDuress(parts, { passphrase, duress: '1234567' })).rejects.toMatchObject(short);
    await expect(
      changePassphrase(parts, { passphrase, newPassphrase: '1234567' }),
    ).rejects.toMatchObject(short);
    expect(trace).toEqual([]);
  });

  it('given to a command does what it does when it opens', async () => {
    const parts = await makeParts();
    await guarded(parts);
    let promoted = 0;
    await changePassphrase(parts, {
      ...{ passphrase: duress, newPassphrase: 'a new one of theirs' },
      onPromoted: () => {
        promoted += 1;
      },
    });
    expect(promoted).toBe(1);
    expect(await open(parts, 'a new one of theirs')).toBe('cover');
    for (const gone of [passphrase, duress])
      await expect(open(parts, gone)).rejects.toMatchObject(isWrong);
  });
});

describe('the passphrase', () => {
  it('changes without the duress one, the cover or a record changing', async () => {
    const { parts, image } = await watchedVault();
    await guarded(parts);
    const before = await image();
    await changePassphrase(parts, { passphrase, newPassphrase: 'fresh and much longer' });
    const after = await image();
    expect(changed(before, after)).toEqual([hex(text('sotto vault'))]);
    await expect(open(parts, passphrase)).rejects.toMatchObject(isWrong);
    expect(await open(parts, 'fresh and much longer')).toBe('own');
    expect(await open(parts, duress)).toBe('cover');
  });

  it('does not change when the one before is wrong, and that is a wrong try', async () => {
    const parts = await makeParts();
    await guarded(parts);
    await expect(
      changePassphrase(parts, { passphrase: wrong, newPassphrase: 'never to be used' }),
    ).rejects.toMatchObject(isWrong);
    expect((await headerOf(parts)).wrongTries).toBe(1);
    expect(await open(parts, passphrase)).toBe('own');
  });
});

describe('a command', () => {
  it('leaves no key behind in memory, neither those there are nor those there were', async () => {
    const parts = await makeParts();
    await guarded(parts);
    const { crypto, keys } = watchKeys(parts.crypto);
    const seen = { ...parts, crypto, headerRandom: crypto.random };
    await setDuress(seen, { passphrase, duress: 'another word for it' });
    await changePassphrase(seen, { passphrase, newPassphrase: 'fresh and much longer' });
    await renewCover(seen, { passphrase: 'fresh and much longer' });
    await removeDuress(seen, { passphrase: 'fresh and much longer' });
    await expect(
      setDuress(seen, { passphrase: 'fresh and much longer', duress: 'fresh and much longer' }),
    ).rejects.toMatchObject({ code: 'PASSPHRASES_EQUAL' });
    expect(keys.size).toBeGreaterThan(60);
    for (const key of keys) expect(key).toEqual(new Uint8Array(key.length));
  });
});

describe('an opening', () => {
  const openings: Readonly<Record<string, (parts: VaultParts) => Promise<OpenVault>>> = {
    'with the passphrase': (parts) => openVault(parts, { passphrase }),
    'with the duress passphrase': (parts) => openVault(parts, { passphrase: duress }),
    'of the cover': (parts) => openCover(parts, { passphrase }),
  };
  it.each(Object.entries(openings))(
    '%s leaves no key in memory once it is locked, neither of what it opened nor of what lies beside it',
    async (_, enter) => {
      const parts = await makeParts();
      await guarded(parts);
      const { crypto, keys } = watchKeys(parts.crypto);
      const opened = await enter({ ...parts, crypto, headerRandom: crypto.random });
      for (const volume of [opened.own, opened.other])
        await volume.store.write([{ put: mine, value: text('x') }]);
      await opened.lock();
      expect(keys.size).toBeGreaterThan(15);
      for (const key of keys) expect(key).toEqual(new Uint8Array(key.length));
    },
  );
});

describe('the cover', () => {
  it('is there from the beginning, and is visited without anything being destroyed', async () => {
    const parts = await makeParts();
    await (
      await makeVault(parts, { first: [{ put: mine, value: text('mine') }], cover: plainCover })
    ).lock();
    const visited = await openCover(parts, { passphrase });
    expect(visited.hasDuress).toBe(false);
    await visited.store.write([{ put: { table: 'diary', id: 'x' }, value: text('prepared') }]);
    expect(await shown(visited)).toBe('cover');
    expect(await open(parts, passphrase)).toBe('own');
    await setDuress(parts, { passphrase, duress });
    const { store } = await openVault(parts, { passphrase: duress });
    expect(read((await store.get({ table: 'diary', id: 'x' }))!)).toBe('prepared');
  });

  it('is made when a duress passphrase is set, or it is visited, and there is none', async () => {
    const bare = await makeParts();
    await makeVault(bare);
    await setDuress(bare, { passphrase, duress });
    expect(await open(bare, duress)).toBe('cover');
    const other = await makeParts();
    await makeVault(other);
    expect(await shown(await openCover(other, { passphrase }))).toBe('cover');
  });

  it('renewed, is another one, which the same duress passphrase opens', async () => {
    const parts = await makeParts();
    await guarded(parts);
    const visited = await openCover(parts, { passphrase });
    await visited.store.write([{ put: { table: 'diary', id: 'x' }, value: text('old') }]);
    await visited.lock();
    await renewCover(parts, { passphrase });
    const { store } = await openVault(parts, { passphrase: duress });
    expect(await store.get({ table: 'diary', id: 'x' })).toBeUndefined();
    expect(await store.get({ table: 'self', id: 'self' })).toBeDefined();
  });
});

describe('whoever compares images of the medium', () => {
  it('sees the same change after the passphrase and after the duress one: the header, as long, with every slot anew', async () => {
    for (const hasDuress of [false, true]) {
      const seen: { keys: string[]; lengths: number[]; same: number }[] = [];
      for (const given of hasDuress ? [passphrase, duress] : [passphrase]) {
        const { parts, image } = await watchedVault();
        await (await makeVault(parts, { cover: plainCover })).lock();
        if (hasDuress) await setDuress(parts, { passphrase, duress });
        const [before, slotsBefore] = [await image(), (await headerOf(parts)).slots];
        await (await openVault(parts, { passphrase: given })).lock();
        const [after, { slots }] = [await image(), await headerOf(parts)];
        seen.push({
          keys: changed(before, after),
          lengths: [...after.values()].map(({ length }) => length).toSorted((a, b) => a - b),
          same: slots.filter((slot, index) => hex(slot) === hex(slotsBefore[index]!)).length,
        });
        // Every bit of every slot may have changed, the nonces too.
        for (const [index, slot] of slots.entries())
          expect(hex(slot.subarray(0, 12))).not.toBe(hex(slotsBefore[index]!.subarray(0, 12)));
      }
      for (const each of seen) {
        expect(each.keys).toEqual([hex(text('sotto vault'))]);
        expect(each.same).toBe(0);
        expect(each.lengths).toEqual(seen[0]?.lengths);
      }
    }
  });

  it('sees the header change and nothing else when the cover is visited, whichever of the two is given', async () => {
    for (const given of [passphrase, duress]) {
      const { parts, image } = await watchedVault();
      await guarded(parts);
      const before = await image();
      await (await openCover(parts, { passphrase: given })).lock();
      expect(changed(before, await image())).toEqual([hex(text('sotto vault'))]);
    }
  });

  it('sees as many slots of one length, and as much stored, with and without a duress passphrase', async () => {
    const parts = await makeParts();
    await (await makeVault(parts, { cover: plainCover })).lock();
    const without = await parts.records.usedBytes();
    await setDuress(parts, { passphrase, duress });
    expect(await parts.records.usedBytes()).toBe(without);
    const { slots } = await headerOf(parts);
    expect(new Set(slots.map(({ length }) => length))).toEqual(new Set([156]));
    expect(slots).toHaveLength(slotCount);
  });
});

describe('whoever watches store and processor', () => {
  it('sees the same calls for the passphrase, the duress one, and the duress one again', async () => {
    for (const bound of [undefined, new Uint8Array(32).fill(7)]) {
      const { parts, trace } = await watchedVault();
      await guarded(parts);
      const secret = bound ? { deviceSecret: bound } : {};
      if (bound)
        await bindDevice(parts, { passphrase, credentialId: text('id'), deviceSecret: bound });
      const traces: string[][] = [];
      for (const given of [passphrase, duress, duress]) {
        trace.length = 0;
        const { lock } = await openVault(parts, { passphrase: given, ...secret });
        traces.push([...trace]);
        await lock();
      }
      expect(traces[1]).toEqual(traces[0]);
      expect(traces[2]).toEqual(traces[0]);
      expect(traces[0]?.filter((call) => call.startsWith('write'))).toHaveLength(2);
    }
  });

  it('sees the same calls for a wrong one, up to its end', async () => {
    const { parts, trace } = await watchedVault();
    await guarded(parts);
    trace.length = 0;
    await expect(open(parts, wrong)).rejects.toMatchObject(isWrong);
    const end = [...trace];
    trace.length = 0;
    await (await openVault(parts, { passphrase })).lock();
    expect(trace.slice(0, end.length)).toEqual(end);
    // The rest is what only one that opens does: to seal the slots, to write, to derive keys.
    expect(end.filter((call) => call.startsWith('open'))).toHaveLength(slotCount);
    expect(trace.slice(end.length).filter((call) => /^(open|argon2id|get)/.test(call))).toEqual([]);
  });
});

describe('the slots', () => {
  it('of nobody are sealed with keys that nobody has: others in each slot and each time', async () => {
    const parts = await makeParts();
    await (await makeVault(parts, { cover: plainCover })).lock();
    const sealedWith: string[] = [];
    const { crypto } = parts;
    const watched = {
      ...crypto,
      aeadSeal: (...args: Parameters<typeof crypto.aeadSeal>) => {
        sealedWith.push(hex(args[1].key));
        return crypto.aeadSeal(...args);
      },
    };
    for (let time = 0; time < 2; time += 1)
      await (await openVault({ ...parts, crypto: watched }, { passphrase })).lock();
    expect(sealedWith).toHaveLength(2 * slotCount);
    // The passphrase's own is the same both times.
    expect(new Set(sealedWith).size).toBe(2 * slotCount - 1);
  });

  it('are taken in any order: each as often for the passphrase, and each other as often for the duress one', async () => {
    const rounds = 400;
    const counts = Array.from({ length: slotCount }, () => [0, 0, 0, 0]);
    for (let round = 0; round < rounds; round += 1) {
      const opening: number[] = [];
      const parts = await makeParts();
      await makeVault(parts);
      await setDuress(parts, { passphrase, duress });
      for (const given of [passphrase, duress]) opening.push(await slotOf(parts, given));
      counts[opening[0]!]![opening[1]!]! += 1;
    }
    for (let own = 0; own < slotCount; own += 1) {
      for (let other = 0; other < slotCount; other += 1) {
        // 12 cells of 33 on average; past 5 standard deviations the tails hold less than 1 in a million.
        const count = counts[own]![other]!;
        if (own === other) expect(count).toBe(0);
        else expect(Math.abs(count - rounds / 12)).toBeLessThan(5 * Math.sqrt(rounds / 12));
      }
    }
  });
});

describe('a vault that is bound to a device', () => {
  const credentialId = text('a credential');
  const deviceSecret = new Uint8Array(32).fill(7);

  it('opens with passphrase and secret, and with neither alone; the duress passphrase too', async () => {
    const parts = await makeParts();
    await guarded(parts);
    await bindDevice(parts, { passphrase, credentialId, deviceSecret });
    expect((await headerOf(parts)).credentialId).toEqual(credentialId);
    await expect(open(parts, passphrase)).rejects.toMatchObject({ code: 'DEVICE_SECRET_MISSING' });
    expect((await headerOf(parts)).wrongTries).toBe(0);
    for (const secret of [new Uint8Array(32), new Uint8Array(32).fill(8)]) {
      await expect(openVault(parts, { passphrase, deviceSecret: secret })).rejects.toMatchObject(
        isWrong,
      );
    }
    expect(await shown(await openVault(parts, { passphrase, deviceSecret }))).toBe('own');
    expect(await shown(await openVault(parts, { passphrase: duress, deviceSecret }))).toBe('cover');
  });

  it('is unbound again, and opens without, for both passphrases', async () => {
    const parts = await makeParts();
    await guarded(parts);
    await bindDevice(parts, { passphrase, credentialId, deviceSecret });
    await expect(
      bindDevice(parts, { passphrase, credentialId, deviceSecret }),
    ).rejects.toMatchObject({ code: 'DEVICE_BOUND' });
    await changePassphrase(parts, {
      ...{ passphrase, deviceSecret },
      newPassphrase: 'another while bound',
    });
    await unbindDevice(parts, { passphrase: 'another while bound', deviceSecret });
    expect(await open(parts, 'another while bound')).toBe('own');
    expect(await open(parts, duress)).toBe('cover');
  });

  it('takes a secret of 32 bytes and an id of 1 to 1,023, and nothing else', async () => {
    const parts = await makeParts();
    await makeVault(parts);
    const outside = { code: 'VAULT_BOUNDS' };
    for (const id of [new Uint8Array(0), new Uint8Array(1_024)]) {
      await expect(
        bindDevice(parts, { passphrase, credentialId: id, deviceSecret }),
      ).rejects.toMatchObject(outside);
    }
    const short = new Uint8Array(31);
    await expect(
      bindDevice(parts, { passphrase, credentialId, deviceSecret: short }),
    ).rejects.toMatchObject(outside);
    const longest = new Uint8Array(1_023).fill(1);
    await bindDevice(parts, { passphrase, credentialId: longest, deviceSecret });
    await expect(openVault(parts, { passphrase, deviceSecret: short })).rejects.toMatchObject(
      outside,
    );
    await openVault(parts, { passphrase, deviceSecret });
  });
});

function changed(
  before: ReadonlyMap<string, Uint8Array>,
  after: ReadonlyMap<string, Uint8Array>,
): string[] {
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].filter((key) => {
    const [a, b] = [before.get(key), after.get(key)];
    return a === undefined || b === undefined || hex(a) !== hex(b);
  });
}

/** The slot that this passphrase opens. */
async function slotOf(parts: VaultParts, given: string): Promise<number> {
  let tried = -1;
  let opened = -1;
  const { crypto } = parts;
  const watched = {
    ...crypto,
    aeadOpen: async (...args: Parameters<typeof crypto.aeadOpen>) => {
      const content = await crypto.aeadOpen(...args);
      tried += 1;
      if (content !== undefined) opened = tried;
      return content;
    },
  };
  await openVault({ ...parts, crypto: watched }, { passphrase: given });
  return opened;
}
