import type { SealedStore } from '../sealed-store.ts';
import type { Pass, Roots } from './roots.ts';
import {
  checkedName,
  decodeChecked,
  decodeTampered,
  encodeChecked,
  tamperedName,
} from './tampered-record.ts';
import type { Tampered } from './tampered-record.ts';

/** What is known of changes that somebody made to the store from outside. */
export interface StorageGuard {
  /** Counts everything anew, opening every record. Resolves to how many records there are, and whether all were as they were written. */
  readonly check: (options: CheckOptions) => Promise<CheckedStorage>;
  /** What was found and not acknowledged, and when everything was checked last. */
  readonly findings: () => Promise<Findings>;
  readonly acknowledge: () => Promise<void>;
  /** Called with each finding, when it is written down. */
  readonly watch: (listener: (found: Tampered) => void) => void;
  /** Whether live records of this group were changed in this session and nobody has said that it is done with. */
  readonly isSuspect: (group: string) => boolean;
  readonly cleared: (group: string) => void;
}

export interface CheckOptions {
  readonly rest: Pass['rest'];
  readonly progress?: (doneRecords: number, totalRecords: number) => void;
}

export interface CheckedStorage {
  readonly records: number;
  readonly isWell: boolean;
}

export interface Findings {
  readonly tampered: readonly Tampered[];
  readonly checkedAtMs: number | undefined;
}

/** Of a store in memory, which nobody else can change. */
export const memoryGuard: StorageGuard = {
  check: async () => ({ records: 0, isWell: true }),
  findings: async () => ({ tampered: [], checkedAtMs: undefined }),
  acknowledge: async () => {},
  watch: () => {},
  isSuspect: () => false,
  cleared: () => {},
};

interface Parts {
  readonly roots: Roots;
  readonly store: SealedStore;
  readonly nowMs: () => number;
}

export function createStorageGuard({ roots, store, nowMs }: Parts): StorageGuard {
  const suspects = new Set<string>();
  let foundSoFar = 0;
  roots.watch(({ group, weight }) => {
    foundSoFar += 1;
    if (weight === 'live') suspects.add(group);
  });

  return {
    check: async ({ rest, progress }) => {
      const before = foundSoFar;
      await roots.recountRoots();
      const groups = await roots.groups();
      const total = groups
        .values()
        .reduce(
          (sum, { live, bulk }) => sum + Math.max(0, live.count) + Math.max(0, bulk.count),
          0,
        );
      let records = 0;
      const seen = (more: number): void => {
        records += more;
        progress?.(records, Math.max(records, total));
      };
      for (const group of groups.keys())
        for (const weight of ['live', 'bulk'] as const) {
          await roots.recount({ group, weight }, { rest, seen });
          await rest();
        }
      await store.write([{ put: checkedName, value: encodeChecked(nowMs()) }]);
      return { records, isWell: foundSoFar === before };
    },
    findings: async () => {
      const tampered = await store.get(tamperedName);
      const checked = await store.get(checkedName);
      return {
        tampered: tampered ? decodeTampered(tampered) : [],
        checkedAtMs: checked && decodeChecked(checked),
      };
    },
    acknowledge: () => store.write([{ remove: tamperedName }]),
    watch: roots.watch,
    isSuspect: (group) => suspects.has(group),
    cleared: (group) => void suspects.delete(group),
  };
}
