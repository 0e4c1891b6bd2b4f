import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder that goes with the test. */
export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-mailboxes-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** What a crash at this moment would leave of a folder: its files as they are, whoever has them open. */
export async function crashCopy(folder: string): Promise<string> {
  const copy = await newFolder();
  await cp(folder, copy, { recursive: true });
  return copy;
}
