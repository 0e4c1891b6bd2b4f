import type { Plugin } from '@sotto/core';
import type { FaultKind, Network, NetworkOptions, SeededRandom } from '@sotto/simulator';
import { createFaults, createNetwork, faultKinds, lyingFaults } from '@sotto/simulator';
import type { Act } from './acts.ts';
import { judge, sayText } from './acts.ts';
import type { Actor, OwnTalk, Stage } from './cast.ts';
import { talksOf } from './cast.ts';
import { checkAll } from './checks/all.ts';
import type { Inspect } from './collect.ts';
import { collect } from './collect.ts';
import type { Ending, Failure } from './ending.ts';
import type { Figures } from './figures.ts';
import { figuresOf } from './figures.ts';
import type { KeyWatch } from './key-watch.ts';
import { createKeyWatch } from './key-watch.ts';
import { createLedger } from './ledger.ts';
import { chooseAct, chooseConcurrentAct } from './repertoire.ts';
import type { SceneOptions } from './scene.ts';
import { setScene } from './scene.ts';

export interface StoryOptions extends SceneOptions {
  readonly seed: number;
  readonly steps: number;
  readonly crypto: () => Plugin<'crypto'>;
  /** Hashes in place of key encapsulation and signatures. */
  readonly unsafeModels: boolean;
  /** Without it, nobody compares epochs. */
  readonly inspect?: Inspect | undefined;
  /** In place of `createNetwork`. */
  readonly network?: (options: NetworkOptions) => Network;
}

/** What a story was, when it was told. */
export interface Told {
  readonly seed: number;
  readonly failures: readonly Failure[];
  readonly figures: Figures;
  /** What happened and when: the same for the same seed. */
  readonly log: readonly string[];
}

const maxPauseMs = 4_000;
/** A handset that has not said its conversations by then has died. */
const maxAnswerMs = 1_000;
/** Of each step: several members of a group change it at the same moment. */
const burstChance = 0.03;
/** Calm between two looks at whether all is quiet: this first, then twice as long each time. */
const firstLookMs = 5_000;
/** Calm after which what is wrong stays wrong; and after which a network with liars is spoken to. */
const maxPatienceMs = 3_600_000;
const minPatienceMs = 150_000;

/** Tells a story from its seed: people talk while everything around them fails; then faults end, and what must hold is checked. */
export async function tellStory(options: StoryOptions): Promise<Told> {
  const begunMs = performance.now();
  const keys = createKeyWatch();
  const net = (options.network ?? createNetwork)({
    seed: options.seed,
    crypto: options.crypto,
    unsafeModels: options.unsafeModels,
    watch: keys.watch,
  });
  const log: string[] = [];
  const startMs = net.clock.now();
  try {
    const tell = (line: string): void => void log.push(`${net.clock.now() - startMs} ${line}`);
    const stage = await setScene(net, options, createLedger(), tell);
    const faults = createFaults(net, {
      chances: options.chances,
      onFault: (kind, what) => tell(`fault: ${kind} ${what}`),
    });
    const random = net.random.fork('story');
    for (let step = 0; step < options.steps; step += 1) {
      await faults.strike();
      await takeStep(stage, random, random.fork(`step ${step}`));
      await net.advance(random.whole(0, maxPauseMs));
    }
    await faults.end();
    tell('faults end');
    const possible = faultKinds.filter((kind) => options.chances[kind] > 0);
    const { ending, failures } = await lastWords(stage, { ...options, keys, faults: possible });
    const figures = figuresOf(net, ending, {
      virtualMs: net.clock.now() - startMs,
      realMs: performance.now() - begunMs,
    });
    for (const { check, what } of failures) tell(`${check}: ${what}`);
    return { seed: options.seed, failures, figures, log };
  } finally {
    net.close();
  }
}

/** One person does one thing, or several do something at the same moment. Nobody waits for it. */
async function takeStep(stage: Stage, random: SeededRandom, own: SeededRandom): Promise<void> {
  const { actors } = stage;
  const actor = random.pick(actors);
  const talkDraw = random.fraction();
  const isBurst = random.chance(burstChance);
  if (!actor.who.isUp()) return;
  const talks = await reachable(stage, actor);
  // Groups first: the others are many, and every pair of people has one.
  const groups = talks.filter(({ talk }) => talk.kind === 'group');
  const isGroup = groups.length > 0 && own.chance(0.8);
  const choice = isGroup ? groups : talks;
  const talk = choice[Math.floor(talkDraw * choice.length)];
  if (talk === undefined) return;
  if (!isBurst || !isGroup) {
    const { name, act } = chooseAct(own, talk.talk.kind === 'group');
    begin(stage, actor, talk, { name, act, random: own });
    return;
  }
  for (const other of actors) {
    if (!other.who.isUp()) continue;
    const same = (await reachable(stage, other)).find((each) => each.talk.tag === talk.talk.tag);
    const { name, act } = chooseConcurrentAct(own);
    if (same !== undefined) begin(stage, other, same, { name, act, random: own });
  }
}

/** Talks in which this person can do something; none when the handset dies under the question. */
async function reachable(stage: Stage, { who }: Actor): Promise<readonly OwnTalk[]> {
  if (!who.isUp()) return [];
  const handset = who.handset();
  const answered = new AbortController();
  const asked = talksOf(stage, who.name, handset).catch((error: unknown) => {
    judge(stage, `${who.name} looks at conversations`, error);
    return undefined;
  });
  const died = stage.net.clock.sleep(maxAnswerMs, answered.signal).then(
    () => undefined,
    () => undefined,
  );
  const talks = (await stage.net.wait(Promise.race([asked, died]))) ?? [];
  answered.abort();
  return talks.filter(({ state }) => state === 'active');
}

interface Doing {
  readonly name: string;
  readonly act: Act;
  readonly random: SeededRandom;
}

function begin(stage: Stage, actor: Actor, own: OwnTalk, { name, act, random }: Doing): void {
  const what = `${actor.who.name} in ${own.talk.tag}: ${name}`;
  act(stage, actor, own, random).then(
    (done) => stage.tell(`${what}: ${done}`),
    (error: unknown) => stage.tell(`${what}: ${judge(stage, what, error)}`),
  );
}

interface Looking {
  readonly keys: KeyWatch;
  readonly faults: readonly FaultKind[];
  readonly inspect?: Inspect | undefined;
}

interface Waiting {
  readonly patienceMs: number;
  readonly withPictures?: boolean;
}

/** Waits for quiet; then everybody says one last thing everywhere, which the others must hear. */
async function lastWords(
  stage: Stage,
  looking: Looking,
): Promise<{ readonly ending: Ending; readonly failures: readonly Failure[] }> {
  // What is lost behind all else is noticed when more is said; only an honest network is quiet before that, where nobody was put back.
  const isHonest = !looking.faults.some((kind) => kind === 'restore' || lyingFaults.includes(kind));
  const first = await quiet(stage, looking, {
    patienceMs: isHonest ? maxPatienceMs : minPatienceMs,
  });
  if (first.failures.length > 0 && isHonest) return first;
  stage.tell('quiet');
  const { net } = stage;
  for (const actor of stage.actors) {
    for (const own of await reachable(stage, actor)) {
      const said = sayText(stage, actor, own, net.random);
      await net.wait(said.catch((error: unknown) => judge(stage, 'last words', error)));
    }
  }
  return quiet(stage, looking, { patienceMs: maxPatienceMs, withPictures: true });
}

async function quiet(
  stage: Stage,
  { keys, faults, inspect }: Looking,
  { patienceMs, withPictures = false }: Waiting,
): Promise<{ readonly ending: Ending; readonly failures: readonly Failure[] }> {
  let waitedMs = 0;
  for (let pauseMs = firstLookMs; ; pauseMs *= 2) {
    await stage.net.advance(pauseMs);
    waitedMs += pauseMs;
    const ending = await collect(stage, { faults, keys, inspect, withPictures: false });
    const failures = checkAll(ending);
    if (failures.length > 0 && waitedMs < patienceMs) continue;
    if (failures.length > 0 || !withPictures) return { ending, failures };
    const whole = await collect(stage, { faults, keys, inspect, withPictures });
    return { ending: whole, failures: checkAll(whole) };
  }
}
