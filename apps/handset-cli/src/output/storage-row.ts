import type { StorageCheck, StorageState, TamperedPart } from '@sotto/handset';
import { isoTime } from './iso-time.ts';
import { localTime } from './local-time.ts';

/** Whether the storage is what this handset wrote. */
export interface StorageRow {
  readonly type: 'storage';
  readonly records: number;
  readonly well: boolean;
  readonly tampered: readonly TamperedRow[];
}

interface TamperedRow {
  readonly what: TamperedPart['what'];
  readonly conversation?: string;
  readonly at: string;
}

export function storageRow(
  { records, isWell }: StorageCheck,
  { tampered }: StorageState,
): StorageRow {
  const parts = tampered.map(({ atMs, ...part }) => ({ ...part, at: isoTime(atMs) }));
  return { type: 'storage', records, well: isWell, tampered: parts };
}

export function storageText({ records, well, tampered }: StorageRow): string {
  const first = well
    ? `The storage is as this handset wrote it: ${records} records`
    : 'SOMETHING IN THE STORAGE IS NOT AS THIS HANDSET WROTE IT';
  const parts = tampered.map(
    ({ what, conversation, at }) =>
      `${localTime(at)}  ${words[what]}${conversation === undefined ? '' : `  ${conversation}`}`,
  );
  const last =
    parts.length === 0
      ? []
      : ['Think who had this machine. Once you know: sotto check acknowledge'];
  return [first, ...parts, ...last].join('\n');
}

const words: Readonly<Record<TamperedPart['what'], string>> = {
  keys: 'keys were changed: all conversations renewed theirs',
  content: 'what is shown was changed: some of it may be missing or old',
};
