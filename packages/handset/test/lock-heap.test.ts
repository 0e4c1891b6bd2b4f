import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { memoryRecords } from '@sotto/records-memory';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually, meet, openStore, person, relayUrl, shows } from './handset-fixture.ts';
import type { Person } from './handset-fixture.ts';
import { findInMemory } from './process-memory.ts';
import { tinyRelay } from './tiny-relay.ts';
import { dump, hex } from './vault-fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'sotto-heap-'));
afterAll(() => rmSync(folder, { recursive: true }));
const records = join(folder, 'records.json');

/** Made at each run, so that nothing but the handset has them. */
const canary = (what: string): string => `${what}${hex(crypto.getRandomValues(new Uint8Array(6)))}`;
const canaries = {
  passphrase: canary('passphrase '),
  text: canary('texttext'),
  name: canary('namename'),
  draft: canary('draftdraft '),
  searched: canary('wordword'),
  picture: canary('picturepicture'),
  locker: canary('locked away '),
  duress: canary('second passphrase '),
  coverName: canary('covername'),
};

// Somebody's handset, used and closed: what a child is given is what lies on the medium.
beforeAll(async () => {
  const relay = tinyRelay();
  const opened = await openStore({ relay, vault: { unsafeNoCover: false } });
  const { passphrase } = canaries;
  const handset = await opened.vault.create({ passphrase, relay: relayUrl, suggestedName: 'Ada' });
  const ada: Person = { ...opened, handset, seen: [] };
  const ben = await person({ relay, name: 'Ben' });
  const { ofA, ofB } = await meet(ada, ben);
  await ben.handset.send(ofB, { text: `${canaries.text} ${canaries.searched}` });
  await shows(handset, ofA, [`${canaries.text} ${canaries.searched}`]);
  const file = new TextEncoder().encode(`PIC${canaries.picture.repeat(4_000)}`);
  await ben.handset.send(ofB, { picture: file });
  const { id } = await eventually(async () => {
    const last = (await handset.history(ofA)).messages.at(-1);
    return last?.body.kind === 'picture' && last;
  });
  await handset.picture(ofA, id);
  const [contact] = await handset.contacts();
  await handset.rename(contact!.identity, canaries.name);
  await handset.locker.create(canaries.locker);
  await handset.settled();
  const cover = await ada.vault.visitCover({ passphrase });
  const [friend] = await cover.contacts();
  await cover.rename(friend!.identity, canaries.coverName);
  await cover.settled();
  await ada.vault.setDuress({ passphrase, duress: canaries.duress });
  await Promise.all([ada.vault.close(), ben.vault.close()]);
  const medium = await memoryRecords({ store: ada.store }).create({});
  const entries = (await dump(medium)).map(({ key, value }) => [hex(key), hex(value)]);
  writeFileSync(records, JSON.stringify(entries));
});

const masked = (text: string): string =>
  hex(new TextEncoder().encode(text).map((byte) => byte ^ 0x5a));
const unmasked = (text: string): Buffer =>
  Buffer.from(text, 'hex').map((byte) => byte ^ 0x5a) as Buffer;

interface Mutant {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

interface Asked {
  readonly mutants?: readonly Mutant[];
  readonly collect?: boolean;
  /** Then somebody gives the duress passphrase: at the door when it was locked, or to a command while it is open. */
  readonly duress?: 'at the door' | 'to a command';
}

/** What a process has that opened the handset, used it and locked it: canaries that its heap reaches, and how many keys are anywhere in its memory. */
async function locked({ mutants = [], collect = false, duress }: Asked = {}) {
  const at = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
  const hooks = mutants.length === 0 ? [] : ['--import', at('mutants.ts')];
  const flags = ['--conditions=@sotto/source', '--expose-gc', '--no-warnings', ...hooks];
  const child = spawn(process.execPath, [...flags, at('lock-heap-child.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, SOTTO_MUTANTS: JSON.stringify(mutants) },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => JSON.parse((await lines.next()).value ?? '{}') as never;
  const { passphrase, searched, draft, locker, duress: second } = canaries;
  const given = {
    ...{ passphrase: masked(passphrase), query: masked(searched), draft: masked(draft) },
    ...{ locker: masked(locker), second: masked(second) },
  };
  try {
    child.stdin.write(`${JSON.stringify({ records, ...given, collect, duress })}\n`);
    const used: Used = await answer();
    // It did have all of it.
    expect(used).toMatchObject({ texts: 2, hits: 1, pictures: expect.any(Number) });
    const { snapshot }: { snapshot: string } = await answer();
    const heap = readFileSync(snapshot, 'utf8');
    const inHeap = Object.keys(canaries).filter((name) => heap.includes(canaries[name as 'text']));
    const kinds = [used.keys, used.seeds, used.secrets];
    for (const kind of kinds) expect(kind.length).toBeGreaterThan(1);
    const counts = [...findInMemory(child.pid!, kinds.flat().map(unmasked))];
    const [keys, seeds, secrets] = kinds.map(
      (kind) => counts.splice(0, kind.length).filter((count) => count > 0).length,
    );
    return { inHeap, keys, seeds, secrets };
  } finally {
    // Also when it did not come to its end.
    child.kill('SIGKILL');
  }
}

interface Used {
  readonly texts: number;
  readonly hits: number;
  readonly pictures: number;
  /** Of both volumes, or after the duress passphrase of the one that it closed: master key, for names, for tables, for each table; those of the slots, and the locker's. */
  readonly keys: readonly string[];
  /** Of the device and of its mailboxes. */
  readonly seeds: readonly string[];
  /** Of the conversation's present epoch. */
  readonly secrets: readonly string[];
}

/** What is kept is found each time; a copy that the collector of garbage left of a small array as it moved it, now and then. */
const retry = 2;

// Linux shows a process's memory to its parent; elsewhere there is nothing to look at.
describe.skipIf(process.platform !== 'linux')('a handset that was used and locked', () => {
  test(
    'leaves in the heap no text, name, draft, picture, search word or passphrase, and in memory no key',
    { retry },
    async () => {
      expect(await locked()).toEqual({ inHeap: [], keys: 0, seeds: 0, secrets: 0 });
    },
  );

  test(
    'and collects keeps the read keys of its mailboxes and the key of one table, and nothing else',
    { retry },
    async () => {
      const { seeds, ...kept } = await locked({ collect: true });
      expect(kept).toEqual({ inHeap: [], keys: 1, secrets: 0 });
      expect(seeds).toBe(1);
    },
  );

  test.each(['at the door', 'to a command'] as const)(
    'and then opened with the duress passphrase given %s has nothing of the former vault: in the heap no text, name, draft or passphrase, in memory no key',
    { retry },
    async (duress) => {
      const { inHeap, ...former } = await locked({ collect: true, duress });
      // The name is one of the cover, which is open then.
      expect(inHeap).toEqual(duress === 'at the door' ? ['coverName'] : []);
      expect(former).toEqual({ keys: 0, seeds: 0, secrets: 0 });
    },
  );

  test('is seen through when it keeps what it should not: the search index, the handset, its keys', async () => {
    const mutants = [
      { file: 'lock/lend.ts', from: 'void (held = undefined)', to: 'undefined' },
      { file: 'start-handset.ts', from: 'engine.search.clear();', to: '' },
      { file: 'vault/sealed-records.ts', from: 'keys.erase();', to: '' },
    ];
    const found = await locked({ mutants });
    expect(found.inHeap).toEqual(expect.arrayContaining(['text', 'name', 'draft', 'searched']));
    expect(found.keys).toBeGreaterThan(2);
  });
});
