import { describe, expect, test } from 'vitest';
import { copyRelay, emptyImage, presentNonce, start } from './lives-model.ts';
import type { Image, ModelRelay, Use } from './lives-model.ts';

const maxStarts = 4;
const open = async (): Promise<void> => {};

interface World {
  readonly relays: readonly ModelRelay[];
  readonly images: readonly Image[];
  readonly uses: readonly Use[];
  readonly leaves: number;
}

interface Ran {
  readonly world: World;
  readonly outcome: string;
  /** Steps that it took; the crash, if any, was behind the last one. */
  readonly steps: number;
}

/** One start from an image, which ends behind its `dies`th step, or goes on to use ratchets. */
async function run(world: World, from: Image, dies: number): Promise<Ran> {
  const relays = world.relays.map(copyRelay);
  const died = Promise.withResolvers<'died'>();
  let steps = 0;
  const it = await start({
    image: from.store,
    relays,
    before: open,
    ask: open,
    after: async () => {
      steps += 1;
      if (steps < dies) return;
      died.resolve('died');
      await new Promise(() => {});
    },
  });
  const outcome = await Promise.race([it.outcome, died.promise]);
  const images = [...world.images];
  let at = from;
  const add = (change: Partial<Image>): void => {
    at = { ...at, ...change, history: [...at.history, images.length] };
    images.push(at);
  };
  for (const store of it.written) add({ store });
  if (outcome === 'died') return { world: { ...world, relays, images }, outcome, steps };
  let { leaves } = world;
  const rejudge = conflicts(world, from, it.knew);
  if (outcome === 'restored') {
    // It comes back into its conversations as a new leaf, in one transaction.
    leaves += 1;
    await it.acknowledge();
    add({ store: it.store.copy(), leaf: leaves });
  } else if (rejudge.some(({ isNewer }) => isNewer)) {
    throw new Error('Ratchets are used that another copy has used in a later life.');
  }
  const use: Use = {
    number: world.uses.length,
    leaf: at.leaf,
    nonce: await presentNonce(it.store),
  };
  add({ uses: [...at.uses, use.number] });
  it.stop();
  return { world: { relays, images, uses: [...world.uses, use], leaves }, outcome, steps };
}

/** Uses of the image's leaf that it does not know of, and whether they were in a life that it does not know of either. */
function conflicts(world: World, from: Image, knew: ReadonlySet<string>) {
  return world.uses
    .filter(({ number, leaf }) => leaf === from.leaf && !from.uses.includes(number))
    .map(({ nonce }) => ({ isNewer: !knew.has(nonce) }));
}

const isLinear = ({ images }: World, from: Image): boolean =>
  from.history.length === images.length && from === images.at(-1);

const beginning = (relays: number): World => ({
  relays: Array.from({ length: relays }, () => new Map()),
  images: [emptyImage],
  uses: [],
  leaves: 0,
});

describe('over all ways to copy, crash and restore in up to four starts', () => {
  test('a copy is caught when another one used its ratchets in a later life, and nobody is accused who has no copy', async () => {
    const seen = { starts: 0, first: 0, clean: 0, restored: 0, died: 0 };
    const explore = async (world: World, left: number): Promise<void> => {
      for (const from of world.images) {
        for (let dies = 1; ; dies++) {
          const ran = await run(world, from, dies);
          seen.starts += 1;
          seen[ran.outcome as 'first' | 'clean' | 'restored' | 'died'] += 1;
          if (isLinear(world, from)) expect(ran.outcome).not.toBe('restored');
          if (left > 1) await explore(ran.world, left - 1);
          if (ran.outcome !== 'died') break;
        }
      }
    };
    await explore(beginning(1), maxStarts);
    // Not one of the cases is missing because nothing was tried.
    expect(seen.restored).toBeGreaterThan(1_000);
    expect(seen.clean).toBeGreaterThan(1_000);
    expect(seen.starts).toBeGreaterThan(10_000);
  }, 30_000);

  test('of a relay that may lose its registers before each start, nobody is accused who has no copy', async () => {
    let starts = 0;
    const explore = async (world: World, left: number): Promise<void> => {
      const from = world.images.at(-1)!;
      for (const lost of [false, true]) {
        const before = lost ? { ...world, relays: world.relays.map(() => new Map()) } : world;
        for (let dies = 1; ; dies++) {
          const ran = await run(before, from, dies);
          starts += 1;
          expect(ran.outcome).not.toBe('restored');
          if (left > 1) await explore(ran.world, left - 1);
          if (ran.outcome !== 'died') break;
        }
      }
    };
    await explore(beginning(1), maxStarts);
    expect(starts).toBeGreaterThan(4_000);
  }, 30_000);

  test('with two relays the same holds as long as both answer', async () => {
    let restored = 0;
    const explore = async (world: World, left: number): Promise<void> => {
      for (const from of world.images) {
        for (let dies = 1; ; dies++) {
          const ran = await run(world, from, dies);
          if (ran.outcome === 'restored') restored += 1;
          if (isLinear(world, from)) expect(ran.outcome).not.toBe('restored');
          if (left > 1) await explore(ran.world, left - 1);
          if (ran.outcome !== 'died') break;
        }
      }
    };
    await explore(beginning(2), 3);
    expect(restored).toBeGreaterThan(100);
  }, 30_000);
});

describe('two copies that start at once', () => {
  /** Both starts with their steps in every order, by trying all choices of whose step is next. */
  async function inAllOrders(
    relayCount: number,
    crashed: boolean,
    check: (outcomes: readonly string[]) => void,
  ): Promise<number> {
    let world = beginning(relayCount);
    ({ world } = await run(world, emptyImage, Number.POSITIVE_INFINITY));
    // One that has a life behind it of which no relay heard.
    if (crashed) ({ world } = await run(world, world.images.at(-1)!, 1));
    const image = world.images.at(-1)!;
    let orders = 0;
    for (let choices: number[] | undefined = []; choices !== undefined; orders++) {
      const relays = world.relays.map(copyRelay);
      const made: { readonly choice: number; readonly of: number }[] = [];
      const waiting: { readonly who: number; readonly go: () => void }[] = [];
      const gate =
        (who: number): (() => Promise<void>) =>
        () =>
          new Promise((go) => waiting.push({ who, go }));
      const starts = await Promise.all(
        [0, 1].map((who) =>
          start({
            image: image.store,
            relays,
            // With several relays there are too many orders, and what is written here is nobody else's business.
            before: relayCount === 1 ? gate(who) : open,
            ask: gate(who),
            after: open,
          }),
        ),
      );
      const outcomes: string[] = [];
      const all = Promise.all(
        starts.map(async ({ outcome }, who) => {
          outcomes[who] = await outcome;
        }),
      );
      let isOver = false;
      void all.then(() => (isOver = true));
      for (;;) {
        await new Promise<void>((resolve) => setImmediate(resolve));
        if (isOver || waiting.length === 0) break;
        waiting.sort((a, b) => a.who - b.who);
        const choice: number = choices[made.length] ?? 0;
        made.push({ choice, of: waiting.length });
        waiting.splice(choice, 1)[0]!.go();
      }
      expect(isOver).toBe(true);
      check(outcomes);
      for (const { stop } of starts) stop();
      // The next one, as an odometer counts.
      choices = undefined;
      for (let place = made.length - 1; place >= 0; place--) {
        const { choice, of } = made[place]!;
        if (choice + 1 >= of) continue;
        choices = [...made.slice(0, place).map((each) => each.choice), choice + 1];
        break;
      }
    }
    return orders;
  }

  for (const crashed of [false, true]) {
    test(`are never both clean, whatever the order of their steps${crashed ? ', also after a crash' : ''}`, async () => {
      const kinds = new Set<string>();
      const orders = await inAllOrders(1, crashed, (outcomes) => {
        kinds.add([...outcomes].sort().join());
        expect(outcomes).toContain('restored');
      });
      expect(orders).toBeGreaterThan(20);
      expect(kinds).toContain('clean,restored');
    }, 20_000);
  }

  test('are never both clean with two relays that each answer', async () => {
    const kinds = new Set<string>();
    const orders = await inAllOrders(2, false, (outcomes) => {
      kinds.add([...outcomes].sort().join());
      expect(outcomes).toContain('restored');
    });
    expect(orders).toBeGreaterThan(100);
    // Each was first at one relay: both come back.
    expect(kinds).toContain('restored,restored');
  }, 30_000);
});

test('what is not caught: a copy of the very life in which the ratchets were used', async () => {
  // docs/states/lives.md says so: the copy was taken while the handset ran, and no life began since.
  const { world } = await run(beginning(1), emptyImage, Number.POSITIVE_INFINITY);
  const [, , heard] = world.images;
  const again = await run(world, heard!, Number.POSITIVE_INFINITY);
  expect(again.outcome).toBe('clean');
});
