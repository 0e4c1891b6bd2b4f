import type { Crypto } from '@sotto/core';
import type { BackupSource } from '../src/api.ts';
import { beginAgeFile } from '../src/backup/age-file.ts';
import { encodeItem } from '../src/backup/item.ts';
import { readBackup } from '../src/backup/read-backup.ts';
import { createRunningHash } from '../src/backup/running-hash.ts';
import { createSealing } from '../src/backup/sealing.ts';
import { tags } from '../src/backup/tags.ts';
import { decodeFacts } from '../src/storage/conversation-record.ts';
import { handsetLimits } from '../src/limits.ts';
import { decodeSelf } from '../src/storage/self-record.ts';
import {
  decodeMessageRecord,
  encodeMessageRecord,
  plainMessage,
} from '../src/storage/message-record.ts';
import { identityHash } from '@sotto/protocol';

/** A backup with so many more messages in its notes: for measuring, as sending them one by one takes hours. */
export async function* grownBackup(
  crypto: Crypto,
  small: BackupSource,
  passphrase: string,
  texts: readonly string[],
): BackupSource {
  const reader = await readBackup(crypto, small, { passphrase });
  const { head, key } = await beginAgeFile(crypto, { passphrase }, 10);
  yield head;
  const sealing = createSealing(crypto, key, { rest: new Uint8Array(0), chunk: 0 });
  const hash = createRunningHash(crypto);
  const counts = new Map<number, number>();
  const add = async (framed: Uint8Array, tag?: number): Promise<void> => {
    sealing.add(framed);
    await hash.update(framed);
    if (tag !== undefined) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  };
  await add(encodeItem(reader.manifest));
  let notes = '';
  let messages = 0;
  let physicalMs = 1_700_000_000_000;
  let sender: Uint8Array | undefined;
  let device = new Uint8Array(32);
  for await (const item of reader.records) {
    await add(encodeItem(item), item.tag);
    if (item.tag === tags.self) {
      const self = decodeSelf(item.value);
      sender = identityHash(self.path[0]!);
      device = new Uint8Array(self.deviceKey);
    }
    if (item.tag === tags.message) {
      messages += 1;
      physicalMs = decodeMessageRecord(item.value).hlc.physicalMs;
    }
    if (item.tag === tags.facts && decodeFacts(item.value).kind === 'notes') notes = item.scope;
  }
  for (const [at, text] of texts.entries()) {
    const value = encodeMessageRecord({
      ...plainMessage,
      id: crypto.random(32),
      // Behind those that were there.
      hlc: { physicalMs: physicalMs + 1 + at, counter: 0 },
      ...{ mine: true, sender: sender!, device, state: 'relayed', seen: true },
      body: { kind: 'text', text },
    });
    const name = handsetLimits.ordinalStart + (messages + at) * handsetLimits.ordinalStep;
    await add(
      encodeItem({ kind: 'record', tag: tags.message, scope: notes, name, value }),
      tags.message,
    );
    while (sealing.waitingBytes() > 1_048_576) yield (await sealing.seal(false)).batch;
  }
  const trailer = encodeItem({ kind: 'trailer', counts, hash: await hash.digest() });
  sealing.add(trailer);
  for (;;) {
    const { batch, isLast } = await sealing.seal(true);
    yield batch;
    if (isLast) return;
  }
}
