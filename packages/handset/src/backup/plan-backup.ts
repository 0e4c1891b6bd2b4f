import type { BackupLeftOut, BackupPart, BackupPlan } from '../api.ts';
import { contentsFrom } from './contents.ts';
import type { Contents } from './contents.ts';
import { counted, partOfTag, tags } from './tags.ts';
import type { BackupTag } from './tags.ts';

const names = new Map(
  Object.entries(tags).map(([tag, number]) => [number as number, tag as BackupTag]),
);
const order = [
  'messages',
  'pictures',
  'locker',
  'conversations',
  'contacts',
  'settings',
  'network',
  'identity',
] as const;

/** Counts what a backup would have. */
export async function planBackup(contents: Contents): Promise<BackupPlan> {
  const found = new Map<string, { count: number; bytes: number }>();
  for (const part of order) found.set(part, { count: 0, bytes: 0 });
  for await (const { item } of contentsFrom(contents, { section: 0, ordinal: 0 })) {
    const tag = names.get(item.tag);
    const part = tag && found.get(partOfTag[tag]);
    if (tag === undefined || part === undefined) continue;
    part.bytes += item.value.length;
    if (counted.has(tag)) part.count += 1;
  }
  const parts = order.map((part): BackupPart => ({ part, ...found.get(part)! }));
  const left: readonly BackupLeftOut[] = [
    'ratchets',
    'disappearing',
    'invites',
    'unsent',
    'search',
  ];
  const without: readonly BackupLeftOut[] = contents.withPictures ? left : ['pictures', ...left];
  return { parts, without, bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0) };
}
