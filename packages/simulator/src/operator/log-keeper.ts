import type { ActLog, CheckpointDraft, LogFile } from '@sotto/actlog';
import {
  checkpointPath,
  draftCheckpoint,
  openActLog,
  publishCheckpoint,
  signDraft,
  startLogPosition,
  withCosignatures,
  witnessRequest,
} from '@sotto/actlog';
import type { EntryOutcome, NetworkState } from '@sotto/charter';
import { charterLimits, replayEntries } from '@sotto/charter';
import type { Note, SignerKey } from '@sotto/tlog';
import { formatNote, parseNote } from '@sotto/tlog';
import { simulatorError } from '../error.ts';
import type { OperatorServices } from './operator-services.ts';
import type { LogView } from './log-view.ts';
import { createLogView } from './log-view.ts';
import { SimulatedWitness } from './simulated-witness.ts';

/** The keys that a log has, or had. */
export interface LogHolders {
  readonly logKeys: readonly SignerKey[];
  readonly witnesses: readonly SimulatedWitness[];
}

/** Writes the log: what was appended is published as soon as enough witnesses answer. */
export class LogKeeper {
  readonly view: LogView;
  readonly #put: (files: readonly LogFile[]) => void;
  readonly #services: OperatorServices;
  readonly #isWitnessed: boolean;
  #holders: LogHolders;
  #log: ActLog;
  #state: NetworkState;
  #waiting: readonly Uint8Array[] = [];
  /** Witnesses that answer, of those of the charter. */
  answering: number = Number.POSITIVE_INFINITY;

  constructor(
    log: ActLog,
    state: NetworkState,
    holders: LogHolders,
    services: OperatorServices,
    files: ReadonlyMap<string, Uint8Array>,
    isWitnessed: boolean,
  ) {
    this.#log = log;
    this.#state = state;
    this.#holders = holders;
    this.#services = services;
    this.#isWitnessed = isWitnessed;
    ({ view: this.view, put: this.#put } = createLogView(new Map(files)));
  }

  static begin(pin: Uint8Array, holders: LogHolders, services: OperatorServices): LogKeeper {
    const position = startLogPosition(pin);
    const log = openActLog(position, []);
    return new LogKeeper(log, position.state, holders, services, new Map(), true);
  }

  /** As far as it is published. */
  get log(): ActLog {
    return this.#log;
  }

  /** After all entries, those that wait to be published among them. */
  get state(): NetworkState {
    return this.#state;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  get holders(): LogHolders {
    return this.#holders;
  }

  /** Keys that a charter act is about to give the log to. */
  hold({ logKeys, witnesses }: LogHolders): void {
    this.#holders = {
      logKeys: [...this.#holders.logKeys, ...logKeys],
      witnesses: [...this.#holders.witnesses, ...witnesses],
    };
  }

  async append(entry: Uint8Array): Promise<EntryOutcome> {
    const { verify } = this.#services.ed25519;
    const entries = [{ index: this.#state.next, bytes: entry }];
    const options = { verify, nowSeconds: charterLimits.maxTimeSeconds };
    const { state, outcomes } = await replayEntries(this.#state, entries, options);
    this.#state = state;
    this.#waiting = [...this.#waiting, entry];
    return outcomes[0]!;
  }

  /** Publishes what waits, or has the last head cosigned anew. False when too few witnesses answer: then it still waits. */
  async publish(): Promise<boolean> {
    do {
      const { ed25519 } = this.#services;
      const draft = await draftCheckpoint(this.#log, this.#waiting, ed25519);
      const nowSeconds = Math.floor(this.#services.clock.now() / 1_000);
      const note = await this.#cosigned(draft, nowSeconds);
      const published = await publishCheckpoint(draft, note, { ed25519, nowSeconds });
      if (published.outcome !== 'published') {
        if (published.outcome === 'refused' && published.reason === 'witnessesTooFew') return false;
        throw simulatorError('SIMULATION_MISUSE', 'The log cannot be published.');
      }
      this.#put(this.#isWitnessed ? published.files : published.files.map(unwitnessed));
      this.#log = published.log;
      this.#waiting = draft.rest;
    } while (this.#waiting.length > 0);
    return true;
  }

  /** Another that goes on from here with the same keys. Its witnesses were taken over: they have seen nothing, and cosign it all. */
  fork(isWitnessed: boolean): LogKeeper {
    const { logKeys, witnesses } = this.#holders;
    const takenOver = witnesses.map(({ key }) => new SimulatedWitness(key, this.#services.ed25519));
    const holders = { logKeys, witnesses: takenOver };
    const { files } = this.view;
    return new LogKeeper(
      this.#log,
      this.#log.position.state,
      holders,
      this.#services,
      files,
      isWitnessed,
    );
  }

  async #cosigned(draft: CheckpointDraft, atSeconds: number): Promise<Note> {
    const { rules } = draft;
    const { ed25519 } = this.#services;
    const key = this.#holders.logKeys.find(({ name }) => name === rules.logKey.name);
    if (key === undefined)
      throw simulatorError('SIMULATION_MISUSE', 'The operator has not the key that has the log.');
    let note = await signDraft(draft, key, ed25519);
    const inCharter = this.#holders.witnesses.filter(({ key: { name } }) =>
      rules.witnesses.some((witness) => witness.name === name),
    );
    for (const witness of inCharter.slice(0, this.answering)) {
      const request = witnessRequest(draft, note, witness.sizeOf(rules.logKey.name));
      note = await withCosignatures(draft, note, await witness.answer(request, atSeconds), ed25519);
    }
    return note;
  }
}

/** A head with the signature of the log key alone. */
function unwitnessed({ path, bytes }: LogFile): LogFile {
  if (path !== checkpointPath) return { path, bytes };
  const { text, signatures } = parseNote(bytes);
  return { path, bytes: formatNote({ text, signatures: signatures.slice(0, 1) }) };
}
