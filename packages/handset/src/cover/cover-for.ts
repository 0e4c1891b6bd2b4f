import { tables } from '../storage/tables.ts';
import type { SealedChange, SealedStore } from '../vault/sealed-store.ts';
import type { Cover } from './make-cover.ts';
import type { CoverParts } from './stage.ts';

const self = { table: tables.self, id: 'self' } as const;

/** Whether this volume holds a handset. */
export async function holdsHandset(volume: Pick<SealedStore, 'get'>): Promise<boolean> {
  return (await volume.get(self)) !== undefined;
}

/** A new cover for the handset that begins with these records. The generator is loaded when one is made. */
export async function coverFor(parts: CoverParts, first: readonly SealedChange[]): Promise<Cover> {
  const { memoryStore } = await import('./memory-store.ts');
  const volume = memoryStore();
  await volume.write(first);
  return coverBeside(parts, volume);
}

/** A new cover for the handset in this volume. @throws VAULT_BROKEN when there is none */
export async function coverBeside(parts: CoverParts, volume: SealedStore): Promise<Cover> {
  const { makeCoverBeside } = await import('./make-cover-beside.ts');
  return makeCoverBeside(parts, volume);
}
