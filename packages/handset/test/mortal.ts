import type { MemoryStore } from '@sotto/records-memory';
import { person } from './handset-fixture.ts';
import type { Person } from './handset-fixture.ts';
import type { KeyWatch } from './key-watch.ts';
import type { TinyRelay } from './tiny-relay.ts';

/** A person whose store dies at one write, and who then starts again from what it held. */
export class Mortal {
  readonly relay: TinyRelay;
  readonly watch: KeyWatch;
  readonly name: string;
  readonly dieAt: { readonly write: number; readonly when: 'before' | 'after' } | undefined;
  person!: Person;
  private store: MemoryStore | undefined;
  writes = 0;
  isDead = false;
  deaths = 0;
  /** How often it was started. */
  lives = 0;
  private reviving: Promise<void> | undefined;

  constructor(name: string, relay: TinyRelay, watch: KeyWatch, dieAt: Mortal['dieAt']) {
    this.name = name;
    this.relay = relay;
    this.watch = watch;
    this.dieAt = dieAt;
  }

  async start(): Promise<void> {
    this.lives += 1;
    const hook = (when: 'before' | 'after') => (): void => {
      if (when === 'before') this.writes += 1;
      if (this.deaths === 0 && this.dieAt?.when === when && this.dieAt.write === this.writes) {
        this.deaths += 1;
        this.isDead = true;
        throw new Error('The power is cut here.');
      }
    };
    const { relay } = this;
    const store = this.store ? { store: this.store } : {};
    try {
      const records = { onWrite: hook('before'), onWritten: hook('after') };
      const made = await person({
        relay,
        name: this.name,
        records,
        over: this.watch.over,
        ...store,
      });
      this.person = made;
    } catch (error) {
      if (!this.isDead) throw error;
    }
  }

  /** With another store in place of its own, if one is given. */
  async restart(store: MemoryStore = this.person.store): Promise<void> {
    await this.person.vault.close();
    this.store = store;
    this.isDead = false;
    await this.start();
  }

  /** Starts again who is dead, once, however many wait for it. */
  async revive(): Promise<void> {
    if (this.isDead) this.reviving ??= this.restart();
    await this.reviving;
    this.reviving = undefined;
  }
}

/** Asks again and again until there is an answer; whoever is dead is started again first. */
export function untilOf(
  mortals: readonly Mortal[],
): <T>(ask: () => Promise<T | undefined | false>) => Promise<T> {
  return async (ask) => {
    const lives = (): string => mortals.map((each) => `${each.lives} ${each.isDead}`).join();
    for (let tries = 0; tries < 4_000; tries++) {
      for (const mortal of mortals) await mortal.revive();
      const before = lives();
      try {
        const answer = await ask();
        if (answer !== undefined && answer !== false) return answer;
      } catch (error) {
        // What fails because a store died is done again after the restart; any other failure is one of the handset.
        await new Promise((resolve) => setTimeout(resolve, 5));
        if (before === lives() && mortals.every(({ isDead }) => !isDead)) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    const told = mortals.map(({ person: { seen } }) => JSON.stringify(seen.slice(-8)));
    throw new Error(`The story does not go on: ${told.join('\n')}`);
  };
}

/** Posts whose id was used for two bodies. */
export function twoBodies(posts: TinyRelay['posts']): number {
  const bodies = new Map<string, string>();
  let different = 0;
  for (const { postId, body } of posts) {
    if ((bodies.get(postId) ?? body) !== body) different += 1;
    bodies.set(postId, body);
  }
  return different;
}
