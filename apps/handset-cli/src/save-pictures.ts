import { link, mkdir, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isSottoError } from '@sotto/core';
import type { Handset, Message, Picture } from '@sotto/handset';
import { isoTime } from './output/iso-time.ts';
import type { Row } from './output/row.ts';

const retryMs = 5_000;
const extensions: Readonly<Record<Picture['mediaType'], string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
};

/** Saves pictures one after the other, beside everything else. */
export interface PictureSaver {
  /** Saves all pictures of the message; nothing when it has none. */
  readonly add: (message: Message) => void;
  /** Resolves when nothing is being saved. */
  readonly finished: () => Promise<void>;
}

/** Told of each file before it is written, so that a wipe finds it. */
type NoteSaved = (file: string) => Promise<void>;

interface SaveInto {
  readonly folder: string;
  readonly note: NoteSaved;
}

interface SaverContext {
  readonly note: NoteSaved;
  readonly emit: (row: Row) => Promise<void>;
  readonly signal: AbortSignal;
}

export function createPictureSaver(
  handset: Handset,
  folder: string,
  { note, emit, signal }: SaverContext,
): PictureSaver {
  let last = Promise.resolve();

  async function save(message: Message, index: number): Promise<void> {
    const { id, conversation } = message;
    const fetched = await fetchPicture(handset, message, index, signal);
    if (fetched === undefined) return;
    const told =
      typeof fetched === 'string'
        ? { failure: fetched }
        : await storePicture({ folder, note }, message, index, fetched);
    await emit({ type: 'picture', message: id, conversation, index, ...told });
  }

  return {
    add: (message) => {
      for (let index = 0; index < picturesIn(message); index += 1) {
        last = last.then(() => save(message, index));
      }
    },
    finished: () => last,
  };
}

/** Stores a picture under its name in the folder; gives an error code when it cannot be. */
export function storePicture(
  { folder, note }: SaveInto,
  message: Message,
  index: number,
  picture: Picture,
): Promise<{ readonly file: string } | { readonly failure: string }> {
  return storeAs(join(folder, pictureFileName(message, picture.mediaType, index)), note, picture);
}

/** As `storePicture`, under a name of the caller's. */
export function storeNamedPicture(
  { folder, note }: SaveInto,
  name: string,
  picture: Picture,
): Promise<{ readonly file: string } | { readonly failure: string }> {
  return storeAs(join(folder, `${name}.${extensions[picture.mediaType]}`), note, picture);
}

async function storeAs(
  file: string,
  note: NoteSaved,
  picture: Picture,
): Promise<{ readonly file: string } | { readonly failure: string }> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await note(file);
    await writeNew(file, picture.bytes);
    return { file };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'FILE_UNUSABLE';
    return { failure: code };
  }
}

/**
 * A name that holds nothing the sender chose but the time, in a form that sorts by it: `20261122T140312Z-0123456789abcdef.jpg`,
 * for further pictures of the message `…-2.jpg` and so on.
 */
export function pictureFileName(
  { id, sentAtMs }: Pick<Message, 'id' | 'sentAtMs'>,
  mediaType: Picture['mediaType'],
  index = 0,
): string {
  const time = isoTime(sentAtMs)
    .replace(/\.\d+/, '')
    .replaceAll(/[^0-9TZ]/g, '');
  const number = index === 0 ? '' : `-${index + 1}`;
  return `${time}-${id.slice(0, 16)}${number}.${extensions[mediaType]}`;
}

function picturesIn({ body }: Message): number {
  if (body.kind === 'picture') return 1;
  return body.kind === 'pictures' ? body.pictures.length : 0;
}

/** The picture; an error code when it can never be had; nothing when there was no time left. */
async function fetchPicture(
  handset: Handset,
  { conversation, id }: Message,
  index: number,
  signal: AbortSignal,
): Promise<Picture | string | undefined> {
  while (!signal.aborted) {
    try {
      return await handset.picture(conversation, id, { index, signal });
    } catch (error) {
      if (signal.aborted) return undefined;
      if (!isSottoError(error)) throw error;
      if (!error.retryable) return error.code;
      // Aborting ends the wait, and then the loop.
      await sleep(error.retryAfterMs ?? retryMs, undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
}

/** Whole or not at all, over nothing that is there, and for the owner's eyes. Saving again is no error. */
async function writeNew(file: string, bytes: Uint8Array): Promise<void> {
  const part = `${file}.${process.pid}.part`;
  await writeFile(part, bytes, { flag: 'wx', mode: 0o600 });
  try {
    await link(part, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    await unlink(part);
  }
}
