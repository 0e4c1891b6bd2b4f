import { readFileSync } from 'node:fs';
import type { Clock } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import { memoryLink } from '@sotto/link-memory';
import { memoryRecords } from '@sotto/records-memory';
import type { MemoryRecordsOptions, MemoryStore } from '@sotto/records-memory';
import type { Vault } from '../src/api.ts';
import { openVault } from '../src/open-vault.ts';
import { fakePictures } from './fake-pictures.ts';
import { clockOf, storeOf } from './old-store.ts';
import type { UsedHandset } from './old-store.ts';
import { dump, hex } from './vault-fixture.ts';

/** As the last version that wrote vault format 3 left them: Ada's handset, and that of Ben, whom she knows. */
export const usedBy = { ada: read('vault-3.json'), ben: read('vault-3-contact.json') } as const;
export const { ada } = usedBy;

function read(name: string): UsedHandset {
  const url = new URL(`./fixtures/${name}`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as UsedHandset;
}

export interface OpenUsed {
  readonly hooks?: Pick<MemoryRecordsOptions, 'onWrite' | 'onWritten'>;
  readonly clock?: Clock;
  readonly onWiped?: () => void;
}

/** Ada's store under the present version, without a network. */
export async function openUsed(store: MemoryStore, options: OpenUsed = {}): Promise<Vault> {
  const { hooks = {}, clock = clockOf(ada), onWiped } = options;
  const plugins = [
    nodeCrypto(),
    memoryRecords({ store, ...hooks }),
    memoryLink({ relay: () => undefined }),
    fakePictures(),
  ];
  return openVault({ plugins, clock, ...(onWiped ? { onWiped } : {}) });
}

/** Where somebody cut the power while Ada's store was opened for the first time. */
export interface Cut {
  /** Which write, from 1, and whether it was on the medium. */
  readonly at: string;
  /** What was left on the medium; each call gives another copy. */
  readonly store: () => MemoryStore;
}

/** Every write of a first opening, before and after it. */
export async function cutsOfOpening(): Promise<readonly Cut[]> {
  let writes = 0;
  const whole = await openUsed(await storeOf(ada), {
    hooks: { onWrite: () => void (writes += 1) },
  });
  await whole.unlock({ passphrase: ada.passphrase });
  await whole.close();
  const cuts: Cut[] = [];
  for (let dies = 1; dies <= writes; dies += 1)
    for (const when of ['before', 'after'] as const) {
      const store = await storeOf(ada);
      let at = 0;
      const cut = (now: 'before' | 'after') => (): void => {
        if (now === 'before') at += 1;
        if (now !== when || at !== dies) return;
        store.crash();
        throw new Error('The power is cut here.');
      };
      const hooks = { onWrite: cut('before'), onWritten: cut('after') };
      const dying = await openUsed(store, { hooks });
      // What was cut off behind the opening may be the handset that started.
      await dying.unlock({ passphrase: ada.passphrase }).catch(() => undefined);
      await dying.close().catch(() => undefined);
      cuts.push({ at: `${when} write ${dies}`, store: () => store.copy() });
    }
  return cuts;
}

/** The medium: values by keys, both in hex. */
export async function imageOf(store: MemoryStore): Promise<ReadonlyMap<string, string>> {
  const records = await memoryRecords({ store: store.copy() }).create({});
  return new Map((await dump(records)).map(({ key, value }) => [hex(key), hex(value)]));
}
