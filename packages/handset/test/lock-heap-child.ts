// Opens the handset whose sealed records it is given, uses it as somebody would, locks it, and lets its parent look at the memory. What it is told is
// masked, so that no canary is in its memory but where the handset put it. Run by lock-heap.test.ts.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { writeHeapSnapshot } from 'node:v8';
import type { Crypto } from '@sotto/core';
import { definePlugin } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import { memoryLink } from '@sotto/link-memory';
import { createMemoryStore, memoryRecords } from '@sotto/records-memory';
import { openVaultOver } from '../src/open-vault.ts';
import { fakePictures } from './fake-pictures.ts';
import { tinyRelay } from './tiny-relay.ts';

const mask = 0x5a;
const unmasked = (hex: string): Uint8Array => Uint8Array.fromHex(hex).map((byte) => byte ^ mask);
const masked = (bytes: Uint8Array): string => bytes.map((byte) => byte ^ mask).toHex();
const word = (hex: string): string => new TextDecoder().decode(unmasked(hex));

interface Task {
  /** File with the records: hex of key and value. */
  readonly records: string;
  /** Masked. */
  readonly passphrase: string;
  readonly query: string;
  readonly draft: string;
  readonly locker: string;
  readonly second: string;
  readonly collect: boolean;
  readonly duress?: 'at the door' | 'to a command';
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const next = async (): Promise<string> => (await lines.next()).value ?? '';
const say = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

const task = JSON.parse(await next()) as Task;
const kept: unknown[] = [];
Object.assign(globalThis, { kept });

/** Keys that a vault's ring holds for as long as it is open, masked, as they are derived: of each volume, by its master key. */
const volumes = new Map<string, Set<string>>();
/** Which volume a key is of that others are derived from. */
const volumeOf = new Map<string, Set<string>>();
/** Of no volume: of the slots, of the passphrase, of the locker. */
const others = new Set<string>();
/** Seeds that were signed with: the device's, and those of mailboxes. */
const seeds = new Set<string>();
async function watchedCrypto(): Promise<Crypto> {
  const real = await nodeCrypto().create({});
  return {
    ...real,
    signatures: {
      ...real.signatures,
      Ed25519: {
        ...real.signatures.Ed25519,
        sign: (seed, message) => {
          seeds.add(masked(seed));
          return real.signatures.Ed25519.sign(seed, message);
        },
      },
    },
    hkdfExpand: async (hash, key, info, length) => {
      const made = await real.hkdfExpand(hash, key, info, length);
      const label = new TextDecoder().decode(info.slice(0, 32));
      if (label.startsWith('sotto vault 1 names')) {
        const volume = volumes.get(masked(key)) ?? new Set([masked(key)]);
        volumes.set(masked(key), volume);
        volumeOf.set(masked(key), volume);
      }
      if (/^sotto vault 1 (names|records|roots|table)/.test(label)) {
        const volume = volumeOf.get(masked(key));
        volume?.add(masked(made));
        if (volume && label.startsWith('sotto vault 1 records')) volumeOf.set(masked(made), volume);
      }
      if (label.startsWith('sotto vault 1 slot')) others.add(masked(made));
      return made;
    },
    argon2id: async (input) => {
      const made = await real.argon2id(input);
      others.add(masked(made));
      return made;
    },
    aeadOpen: async (algorithm, box) => {
      const opened = await real.aeadOpen(algorithm, box);
      const label = new TextDecoder().decode(box.associatedData.slice(0, 32));
      if (opened && label === 'sotto locker 1 key') others.add(masked(opened));
      return opened;
    },
  };
}

async function use(): Promise<() => Promise<void>> {
  const store = createMemoryStore();
  const filling = await memoryRecords({ store }).create({});
  const entries = JSON.parse(readFileSync(task.records, 'utf8')) as [string, string][];
  await filling.write(
    entries.map(([key, value]) => ({
      put: Uint8Array.fromHex(key),
      value: Uint8Array.fromHex(value),
    })),
  );
  await filling.close();
  const relay = tinyRelay();
  const crypto = definePlugin({
    id: 'crypto-watched',
    point: 'crypto',
    contract: 1,
    needs: [],
    create: watchedCrypto,
  });
  const link = memoryLink({ relay: () => relay });
  const plugins = [crypto, memoryRecords({ store }), link, fakePictures()];
  const secrets = new Set<string>();
  const vault = await openVaultOver({ plugins, unsafeNoCover: false }, (mls) => ({
    ...mls,
    encrypt: async (group, data) => {
      const sent = await mls.encrypt(group, data);
      // Members tell each other the authenticator.
      const { epochAuthenticator: _, ...kept } = sent.state.secrets;
      for (const secret of Object.values(kept)) if (secret.length > 0) secrets.add(masked(secret));
      return sent;
    },
  }));
  const handset = await vault.unlock({ passphrase: word(task.passphrase) });
  const following = (async () => {
    for await (const event of handset.events()) if (event.type === 'missed') return;
  })();
  const [conversation] = await handset.conversations();
  if (conversation === undefined) throw new Error('There is no conversation.');
  const { id } = conversation;
  const { messages } = await handset.history(id, { limit: 200 });
  let pictures = 0;
  for (const message of messages)
    if (message.body.kind === 'picture' || message.body.kind === 'pictures')
      pictures += (await handset.picture(id, message.id)).bytes.length;
  const found = await handset.search(word(task.query));
  await handset.arrange(id, { draft: word(task.draft) });
  await handset.contacts();
  await handset.locker.open(word(task.locker));
  await handset.send(id, { text: `sent ${word(task.query)}` });
  await handset.settled();
  // The face is kept, as an app might.
  kept.push(handset);
  const texts = messages.length;
  const hits = found.messages.length;
  const change = { newPassphrase: 'a passphrase of somebody else' };
  if (task.duress === 'to a command')
    await vault.changePassphrase({ passphrase: word(task.second), ...change });
  else await handset.lock({ collect: task.collect });
  await following;
  const [own] = volumes.values();
  const all = task.duress === undefined ? [...volumes.values()] : [own!];
  const keys = [...all.flatMap((each) => [...each]), ...others];
  const seen = { texts, hits, pictures, keys, seeds: [...seeds], secrets: [...secrets] };
  if (task.duress === 'at the door')
    kept.push(await vault.unlock({ passphrase: word(task.second) }));
  say(seen);
  kept.push(vault);
  return () => vault.close();
}

const close = await use();
// Whatever a promise or a timer still held is gone by then.
for (let round = 0; round < 5; round++) {
  await new Promise((resolve) => setTimeout(resolve, 100));
  globalThis.gc?.();
}
say({ snapshot: writeHeapSnapshot(`${task.records}.heapsnapshot`) });
await next();
await close();
process.exit(0);
