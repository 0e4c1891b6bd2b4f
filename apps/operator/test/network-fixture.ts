import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ended, RunOptions } from './program-fixture.ts';
import { operator, passphraseOption, temporaryFolder } from './program-fixture.ts';
import type { TestWitness } from './witness-fixture.ts';
import { startTestWitness } from './witness-fixture.ts';

export const start = 1_800_000_000;
const names = ['Ada', 'Ben', 'Cleo'] as const;
export const recoverers = ['Dora', 'Emil', 'Fay'] as const;
export type Person = (typeof names)[number] | (typeof recoverers)[number];

export interface NetworkOptions {
  readonly witnesses?: number;
  readonly quorum?: number;
  readonly more?: readonly string[];
  readonly persons?: readonly Person[];
  /** When it begins, UNIX seconds. */
  readonly at?: number;
  readonly relay?: string;
}

/** One folder for all persons, who each have a key in it, with three witnesses and a clock that is turned by hand. */
export class TestNetwork {
  readonly folder: string = temporaryFolder();
  readonly witnesses: TestWitness[] = [];
  nowSeconds: number = start;
  readonly #passphrase: readonly string[] = passphraseOption(this.folder);

  /** Up to the proposal that founds the network, which nobody signed. */
  static async drafted(options: NetworkOptions = {}): Promise<TestNetwork> {
    const {
      witnesses = 3,
      quorum = 2,
      more = [],
      persons = names,
      at = start,
      relay = 'https://one.example',
    } = options;
    const network = new TestNetwork();
    network.nowSeconds = at;
    for (const name of persons) await network.done('key', '--name', name);
    await network.done('log-key', '--name', 'tea.example/log');
    for (let seed = 1; seed <= witnesses; seed += 1) {
      const witness = await startTestWitness(seed, () => network.nowSeconds);
      witness.watch(network.text('network/log.pub').trim());
      network.witnesses.push(witness);
    }
    await network.done(
      'init',
      '--name',
      'Tea and cake',
      ...persons.flatMap((name) => ['--card', `${name.toLowerCase()}.card`]),
      '--threshold',
      '2',
      ...network.witnesses.flatMap(({ option }) => ['--witness', option]),
      '--witness-quorum',
      String(quorum),
      '--relay',
      relay,
      ...more,
    );
    return network;
  }

  /** Founded and published. */
  static async founded(options: NetworkOptions = {}): Promise<TestNetwork> {
    const network = await TestNetwork.drafted(options);
    await network.signed('founding.proposal', 'Ada', 'Ben');
    await network.done('publish', 'network/founding.proposal');
    return network;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  text(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  has(name: string): boolean {
    return existsSync(this.path(name));
  }

  run(args: readonly string[], options: Partial<RunOptions> = {}): Promise<Ended> {
    return operator([...args, ...this.#passphrase], {
      folder: this.folder,
      nowSeconds: () => this.nowSeconds,
      ...options,
    });
  }

  /** Runs a command that has to do what it is told, and resolves with what it prints. */
  async done(...args: readonly string[]): Promise<string> {
    const ended = await this.run(args);
    if (ended.code !== 0) throw new Error(`${args.join(' ')}\n${ended.stderr}`);
    return ended.stdout;
  }

  /** Has these persons sign a proposal in the folder of the network. */
  async signed(file: string, ...persons: readonly Person[]): Promise<void> {
    for (const person of persons) {
      const key = `${person.toLowerCase()}.key`;
      await this.done('sign', `network/${file}`, '--key', key, '--yes');
    }
  }

  /** Proposed, signed by these and published. */
  async acted(
    file: string,
    args: readonly string[],
    ...persons: readonly Person[]
  ): Promise<string> {
    await this.done('propose', ...args, '--out', `network/${file}`);
    await this.signed(file, ...persons);
    return this.done('publish', `network/${file}`);
  }

  /** A copy of the folder of the network, as a backup has it. */
  copied(name: string): string {
    cpSync(this.path('network'), this.path(name), { recursive: true });
    return this.path(name);
  }
}
