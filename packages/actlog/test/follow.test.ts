import fc from 'fast-check';
import { expect, test } from 'vitest';
import { networkStateHash, replayEntries, startNetwork } from '@sotto/charter';
import { cosignedMessage, formatEntryBundle, parseEntryBundle, parseNote } from '@sotto/tlog';
import { bundleSource, openActLog, parseLogBundle, tileSource } from '@sotto/actlog';
import { ed25519 } from './keys.ts';
import { followed, lookAt, reopened } from './looking.ts';
import { headOf, resigned } from './notes.ts';
import { begun, emptyLog, logKeys, pin, TestOperator, witnessKeys } from './operator.ts';

const checkpoint = (bytes: Uint8Array) => (path: string, other?: Uint8Array) =>
  path === 'checkpoint' ? bytes : other;

/** A log of seven entries in four checkpoints, one of them junk. */
async function sampleLog(): Promise<TestOperator> {
  const operator = await TestOperator.founded();
  await operator.logged(await operator.heartbeat(), await operator.heartbeat());
  await operator.count(Uint8Array.of(0xff));
  await operator.logged(Uint8Array.of(0xff), await operator.heartbeat());
  await operator.logged(await operator.heartbeat(), await operator.heartbeat());
  return operator;
}

test('an honest log is followed from nothing to its head, and says what each entry comes to', async () => {
  const operator = await sampleLog();
  const answer = await emptyLog().follow(operator.source(), { ed25519, nowSeconds: begun });
  if (answer.outcome !== 'advanced') expect.fail(answer.outcome);
  expect(answer.entries).toHaveLength(7);
  expect(answer.outcomes.map(({ accepted }) => accepted)).toEqual([
    true,
    true,
    true,
    false,
    true,
    true,
    true,
  ]);
  const entries = answer.entries.map((bytes, index) => ({ index, bytes }));
  const replay = await replayEntries(startNetwork(pin), entries, {
    verify: ed25519.verify,
    nowSeconds: begun,
  });
  expect(networkStateHash(answer.log.position.state)).toEqual(networkStateHash(replay.state));
  expect(answer.log.position.head).toMatchObject({ size: 7, witnessedAtSeconds: begun });
  expect(answer.log.position.head!.cosignatures.map(({ witness }) => witness).toSorted()).toEqual([
    'w0.example',
    'w1.example',
    'w2.example',
  ]);
});

test('from any position that was kept it goes on to the same one', async () => {
  const operator = await TestOperator.founded();
  const kept = [emptyLog(), await followed(emptyLog(), operator.source())];
  for (let step = 0; step < 4; step += 1) {
    await operator.logged(await operator.heartbeat(), await operator.heartbeat());
    kept.push(await followed(kept.at(-1)!, operator.source()));
  }
  for (const log of kept) {
    const end = await followed(reopened(log), operator.source());
    expect(end.position).toEqual(kept.at(-1)!.position);
    expect(end.entries).toEqual(kept.at(-1)!.entries);
  }
});

test('following in any steps, from files and bundles of any size, comes to what following at once does', async () => {
  const operator = await sampleLog();
  const stages: (readonly [files: Map<string, Uint8Array>])[] = [];
  const growing = await TestOperator.founded();
  for (const entry of operator.log.entries.slice(1)) {
    stages.push([new Map(growing.files)]);
    await growing.logged(entry);
  }
  stages.push([new Map(growing.files)]);
  const atOnce = await followed(emptyLog(), growing.source());
  await fc.assert(
    fc.asyncProperty(
      fc.subarray([...stages.keys()].slice(0, -1)),
      fc.infiniteStream(fc.boolean()),
      fc.integer({ min: 1_024, max: 3_000 }),
      async (some, coins, maxBytes) => {
        let log = emptyLog();
        for (const stage of [...some, stages.length - 1]) {
          const [files] = stages[stage]!;
          const source = tileSource(async (path) => files.get(path));
          if (coins.next().value === true) {
            log = await followed(log, source);
          } else {
            const whole = await followed(emptyLog(), source);
            const bundles = [];
            for (let at = log.size; ;) {
              const bundle = parseLogBundle(whole.bundle(at, maxBytes));
              bundles.push(bundle);
              if (bundle.head !== undefined) break;
              at += bundle.entries.length;
            }
            log = await followed(log, bundleSource(...bundles));
          }
          if (coins.next().value === true) log = reopened(log);
        }
        expect(log.position).toEqual(atOnce.position);
      },
    ),
    { numRuns: 40 },
  );
});

test('more entries than a bundle of tiles has are followed, also from inside one', async () => {
  const operator = await TestOperator.founded();
  const junk = (from: number, count: number) =>
    Array.from({ length: count }, (_, at) => Uint8Array.of(from, at & 255, at >> 8));
  await operator.logged(...junk(1, 299));
  const early = await followed(emptyLog(), operator.source());
  await operator.logged(...junk(2, 300));
  const late = await followed(early, operator.source());
  expect(late.size).toBe(600);
  expect(late.position).toEqual((await followed(emptyLog(), operator.source())).position);
  // A partial bundle may be gone once the full one is there.
  operator.files.delete('tile/entries/001.p/44');
  expect((await followed(emptyLog(), operator.source())).size).toBe(600);
  const older = operator.source(checkpoint(early.position.head!.note));
  expect((await followed(emptyLog(), older)).size).toBe(300);
});

test('a head is refused when there is none, when it is no checkpoint, and when it is too long', async () => {
  const operator = await sampleLog();
  const head = operator.files.get('checkpoint')!;
  const look = (bytes: Uint8Array | undefined) =>
    lookAt(
      emptyLog(),
      operator.source((path, other) => (path === 'checkpoint' ? bytes : other)),
    );
  expect(await look(undefined)).toBe('missing');
  expect(await look(new Uint8Array(0))).toBe('malformed');
  expect(await look(head.slice(0, -1))).toBe('malformed');
  const long = resigned(head, ([one, ...rest]) => [
    one!,
    ...rest,
    { name: 'x', keyId: 1, signature: new Uint8Array(16_384) },
  ]);
  expect(await look(long)).toBe('malformed');
  expect(await look(await headOf(emptyLog()))).toBe('missing');
  const root = new Uint8Array(32);
  expect(await look(await headOf(operator.log, { size: 65_537, root }))).toBe('tooLong');
});

test('a head needs the log key and a quorum of witnesses, each of them once', async () => {
  const operator = await sampleLog();
  const look = async (
    ...change: Parameters<typeof headOf> extends [unknown, ...infer R] ? R : never
  ) => lookAt(emptyLog(), operator.source(checkpoint(await headOf(operator.log, ...change))));
  expect(await look()).toBe('advanced');
  expect(await look({ logKey: null })).toBe('unsigned');
  expect(await look({ logKey: 1, origin: logKeys[0]!.name })).toBe('unsigned');
  expect(await look({ logKey: 1 })).toBe('otherLog');
  expect(await look({ origin: 'elsewhere.example' })).toBe('otherLog');
  expect(await look({ cosigned: [[0, begun]] })).toBe('witnessesTooFew');
  expect(
    await look({
      cosigned: [
        [0, begun],
        [0, begun + 1],
      ],
    }),
  ).toBe('witnessesTooFew');
  expect(
    await look({
      cosigned: [
        [0, begun],
        [4, begun],
      ],
    }),
  ).toBe('witnessesTooFew');
  expect(await look({ cosigned: [] })).toBe('witnessesTooFew');
});

test('a signature that does not hold refuses the head, and one of nobody known does not matter', async () => {
  const operator = await sampleLog();
  const head = operator.files.get('checkpoint')!;
  const broken = (name: string) =>
    resigned(head, (signatures) =>
      signatures.map((one) =>
        one.name === name
          ? { ...one, signature: one.signature.with(70 % one.signature.length, 0) }
          : one,
      ),
    );
  const look = (bytes: Uint8Array) => lookAt(emptyLog(), operator.source(checkpoint(bytes)));
  expect(await look(broken(logKeys[0]!.name))).toBe('forged');
  expect(await look(broken(witnessKeys[1]!.name))).toBe('forged');
  const stranger = { name: 'stranger.example', keyId: 7, signature: new Uint8Array(72) };
  expect(await look(resigned(head, (all) => [stranger, ...all]))).toBe('advanced');
});

test('the time of a head is what a quorum of witnesses vouches for, and the future counts for nothing', async () => {
  const operator = await sampleLog();
  const now = begun + 1_000;
  const witnessed = async (...cosigned: (readonly [number, number])[]) => {
    const source = operator.source(checkpoint(await headOf(operator.log, { cosigned })));
    const answer = await emptyLog().follow(source, { ed25519, nowSeconds: now });
    if (answer.outcome === 'refused') return answer.reason;
    return 'log' in answer ? answer.log.position.head!.witnessedAtSeconds - begun : answer.outcome;
  };
  expect(await witnessed([0, begun + 1], [1, begun + 3], [2, begun + 2])).toBe(2);
  expect(await witnessed([0, begun + 1], [1, now + 300])).toBe(1);
  expect(await witnessed([0, begun + 1], [1, now + 301])).toBe('ahead');
  expect(await witnessed([0, begun + 1], [1, now + 301], [2, begun])).toBe(0);
});

test('a head of long ago is taken, and tells its age', async () => {
  const operator = await sampleLog();
  const log = await followed(emptyLog(), operator.source(), begun + 86_400 * 300);
  expect(log.position.head!.witnessedAtSeconds).toBe(begun);
});

test('entries that are cut, changed, out of order, twice or not there do not lead to the head', async () => {
  const operator = await sampleLog();
  const path = 'tile/entries/000.p/7';
  const entries = parseEntryBundle(operator.files.get(path)!);
  const look = (other: readonly Uint8Array[] | Uint8Array) =>
    lookAt(
      emptyLog(),
      operator.source((at, bytes) =>
        at !== path ? bytes : other instanceof Uint8Array ? other : formatEntryBundle(other),
      ),
    );
  expect(await look(entries)).toBe('advanced');
  expect(await look(entries.slice(0, -1))).toBe('incomplete');
  expect(await look(entries.with(3, Uint8Array.of(1)))).toBe('incomplete');
  expect(await look([...entries.slice(0, 5), entries[6]!, entries[5]!])).toBe('incomplete');
  expect(await look([...entries.slice(0, 6), entries[5]!])).toBe('incomplete');
  expect(await look(operator.files.get(path)!.slice(0, -1))).toBe('incomplete');
  expect(await look(new Uint8Array(0))).toBe('incomplete');
  operator.files.delete(path);
  expect(await lookAt(emptyLog(), operator.source())).toBe('incomplete');
});

test('a log begins with the charter that is pinned', async () => {
  const operator = new TestOperator();
  const founding = operator.log;
  const junk = Uint8Array.of(7);
  const other = await TestOperator.founded();
  const log = openActLog(other.log.position, other.log.entries);
  const tree = founding.tree();
  tree.append(junk);
  const head = await headOf(log, { size: 1, root: tree.root() });
  const source = operator.source((path) =>
    path === 'checkpoint' ? head : formatEntryBundle([junk]),
  );
  expect(await lookAt(emptyLog(), source)).toBe('notPinned');
});

test('nothing is taken before those who have the log signed for it', async () => {
  const operator = await sampleLog();
  const forged = await headOf(operator.log, { logKey: 1, size: 7 });
  const asked: string[] = [];
  const source = operator.source((path, bytes) => {
    asked.push(path);
    return path === 'checkpoint' ? forged : bytes;
  });
  const one = await followed(emptyLog(), (await TestOperator.founded()).source());
  expect(await lookAt(one, source)).toBe('otherLog');
  expect(asked).toEqual(['checkpoint', 'handover/0']);
});

test('an older head never takes a log back, whoever signed it', async () => {
  const operator = await TestOperator.founded();
  const old = new Map(operator.files);
  await operator.logged(await operator.heartbeat());
  const log = await followed(emptyLog(), operator.source());
  expect(
    await lookAt(
      log,
      tileSource(async (path) => old.get(path)),
    ),
  ).toBe('behind');
  const unsigned = await headOf(operator.log, { size: 1, logKey: null });
  expect(await lookAt(log, operator.source(checkpoint(unsigned)))).toBe('behind');
});

test('the same tree that was witnessed later moves the time on, and earlier does not', async () => {
  const operator = await sampleLog();
  const log = await followed(emptyLog(), operator.source());
  expect(await followed(log, operator.source())).toBe(log);
  const later = await headOf(operator.log, {
    cosigned: [
      [1, begun + 60],
      [2, begun + 90],
    ],
  });
  const moved = await followed(log, operator.source(checkpoint(later)));
  expect(moved.position.head).toMatchObject({ size: 7, witnessedAtSeconds: begun + 60 });
  expect(await followed(moved, operator.source())).toBe(moved);
  expect(reopened(moved).position).toEqual(moved.position);
});

test('the same tree under a head that a quorum did not sign is refused', async () => {
  const operator = await sampleLog();
  const log = await followed(emptyLog(), operator.source());
  const few = await headOf(operator.log, { cosigned: [[0, begun + 60]] });
  expect(await lookAt(log, operator.source(checkpoint(few)))).toBe('witnessesTooFew');
});

test('an entry that was logged later than its witnesses saw it waits until they see that time', async () => {
  const operator = await TestOperator.founded();
  const ahead = await operator.entry('heartbeat', {}, begun + 1_000);
  const { publication } = await operator.publish([ahead]);
  expect(publication.outcome).toBe('published');
  const log = await followed(emptyLog(), operator.source(), begun + 5_000);
  expect(log.size).toBe(2);
  expect(log.position.state.next).toBe(1);
  expect(await lookAt(reopened(log), operator.source(), begun + 9_000)).toBe('current');
  operator.now = begun + 700;
  await operator.publish([]);
  const answer = await reopened(log).follow(operator.source(), {
    ed25519,
    nowSeconds: begun + 700,
  });
  if (answer.outcome !== 'current') expect.fail(answer.outcome);
  expect(answer.log.position.state.next).toBe(2);
  expect(answer.outcomes).toMatchObject([{ index: 1, accepted: true }]);
});

test('an entry of the future waits, also when witnesses say that it is not', async () => {
  const operator = await TestOperator.founded();
  const ahead = await operator.entry('heartbeat', {}, begun + 1_000);
  operator.now = begun + 1_000;
  await operator.publish([ahead]);
  expect(await lookAt(emptyLog(), operator.source(), begun + 600)).toBe('ahead');
  const log = await followed(emptyLog(), operator.source(), begun + 700);
  expect(log.position.state.next).toBe(2);
});

test('an entry that is later than this clock waits, whatever time the witnesses say it is', async () => {
  const operator = await TestOperator.founded();
  const ahead = await operator.entry('heartbeat', {}, begun + 500);
  operator.now = begun + 300;
  await operator.publish([ahead]);
  const early = await followed(emptyLog(), operator.source(), begun + 100);
  expect(early).toMatchObject({ size: 2, position: { state: { next: 1 } } });
  const later = await followed(early, operator.source(), begun + 200);
  expect(later.position.state.next).toBe(2);
});

test('an error of the source is the error of the following', async () => {
  const fault = new Error('no line');
  const source = tileSource(() => Promise.reject(fault));
  await expect(emptyLog().follow(source, { ed25519, nowSeconds: begun })).rejects.toBe(fault);
});

test('a cosignature of no time counts for nothing', async () => {
  const operator = await sampleLog();
  const head = await headOf(operator.log, { cosigned: [[0, begun]] });
  const { text } = parseNote(head);
  const { privateKey, name, keyId } = witnessKeys[1]!;
  const timeless = await ed25519.sign(privateKey, cosignedMessage(text, 0));
  const signature = Uint8Array.of(...new Uint8Array(8), ...timeless);
  const note = resigned(head, (all) => [...all, { name, keyId, signature }]);
  expect(await lookAt(emptyLog(), operator.source(checkpoint(note)))).toBe('witnessesTooFew');
});

test('a note with a cosignature twice counts it once', async () => {
  const operator = await sampleLog();
  const head = await headOf(operator.log, { cosigned: [[0, begun]] });
  const twice = resigned(head, (all) => [...all, all.at(-1)!]);
  expect(await lookAt(emptyLog(), operator.source(checkpoint(twice)))).toBe('witnessesTooFew');
});

test('a source that sends too long an entry, or too many bytes, is not read on', async () => {
  const operator = await sampleLog();
  const checkpointOf = async () => operator.files.get('checkpoint')!;
  const taken = { count: 0 };
  const flood = (bytes: number) => ({
    checkpoint: checkpointOf,
    handover: async () => undefined,
    entries: async function* entries(start: number, end: number) {
      for (let at = start; at < end; at += 1) {
        taken.count += 1;
        yield at === 0 ? operator.log.entries[0]! : new Uint8Array(bytes);
      }
    },
  });
  expect(await lookAt(emptyLog(), flood(65_536))).toBe('tooLong');
  expect(taken.count).toBe(2);
  const large = await headOf(operator.log, { size: 600, root: new Uint8Array(32) });
  const source = { ...flood(65_535), checkpoint: async () => large };
  taken.count = 0;
  expect(await lookAt(emptyLog(), source)).toBe('tooLong');
  expect(taken.count).toBe(1 + 512);
});

test('more entries than a source was asked for are not taken', async () => {
  const operator = await sampleLog();
  const { entries } = operator.log;
  const source = {
    checkpoint: async () => operator.files.get('checkpoint')!,
    handover: async () => undefined,
    entries: async function* more(start: number) {
      yield* [...entries, ...entries].slice(start);
    },
  };
  expect((await followed(emptyLog(), source)).size).toBe(7);
});
