import type { ActLog } from '@sotto/actlog';
import type {
  ActBodies,
  ActKind,
  Charter,
  EntryOutcome,
  FreezeLevel,
  LocalTexts,
  NetworkState,
  NoticeGrade,
  RelayChange,
} from '@sotto/charter';
import {
  actBytesToSign,
  encodeAct,
  encodeActEntry,
  encodeCharter,
  lineOf,
  parseCharter,
} from '@sotto/charter';
import { formatVerifierKey } from '@sotto/tlog';
import { simulatorError } from '../error.ts';
import type { OperatorServices } from './operator-services.ts';
import type { LogHolders } from './log-keeper.ts';
import { LogKeeper } from './log-keeper.ts';
import type { LogView } from './log-view.ts';
import type { OperatorKeys } from './operator-keys.ts';
import { SimulatedWitness } from './simulated-witness.ts';

export interface ActOptions {
  /** Who signs, by name. Default: everybody whose name is in the charter. */
  readonly by?: readonly string[];
  /** Log time, in UNIX seconds; the act is made then too. Default now. */
  readonly atSeconds?: number;
}

/**
 * The people who run a network, and their log. Each act is signed, logged and published before the call settles; it tells what
 * every handset will say to it. While too few witnesses answer, acts wait for `refresh`.
 */
export interface SimulatedOperator {
  /** What invites pin: 64 hexadecimal digits. */
  readonly charterHash: string;
  /** What it publishes. */
  readonly view: LogView;
  /** As far as it is published. */
  readonly log: () => ActLog;
  /** After all its acts, those that wait to be published among them. */
  readonly state: () => NetworkState;
  readonly waiting: () => number;
  readonly act: <K extends ActKind>(
    kind: K,
    body: ActBodies[K],
    options?: ActOptions,
  ) => Promise<EntryOutcome>;
  readonly heartbeat: (options?: ActOptions) => Promise<EntryOutcome>;
  readonly notice: (
    notice: {
      readonly text: string | LocalTexts;
      /** Default `advice`. */
      readonly grade?: NoticeGrade;
      /** Default 7 days. */
      readonly lastsSeconds?: number;
      readonly replaces?: number;
    },
    options?: ActOptions,
  ) => Promise<EntryOutcome>;
  readonly freeze: (
    freeze: {
      readonly reason: string | LocalTexts;
      readonly level: FreezeLevel;
      /** Default a day. */
      readonly lastsSeconds?: number;
    },
    options?: ActOptions,
  ) => Promise<EntryOutcome>;
  readonly unfreeze: (reason: string | LocalTexts, options?: ActOptions) => Promise<EntryOutcome>;
  readonly relays: (changes: readonly RelayChange[], options?: ActOptions) => Promise<EntryOutcome>;
  /** Replaces the charter by one with these changes. */
  readonly changeCharter: (
    change: Partial<Omit<Charter, 'previous'>>,
    options?: ActOptions,
  ) => Promise<EntryOutcome>;
  /** Gives the log to a new key and as many new witnesses. */
  readonly handOver: (options?: ActOptions) => Promise<EntryOutcome>;
  /** Logs these bytes, whatever they are. */
  readonly append: (entry: Uint8Array) => Promise<EntryOutcome>;
  /** Has the head cosigned now, and publishes what waits. False when too few witnesses answer. */
  readonly refresh: () => Promise<boolean>;
  /** Only so many witnesses answer from now on. */
  readonly setAnsweringWitnesses: (count: number) => void;
  /**
   * Another history that begins with what is published: the same people, the same log key, files of its own. Its head has
   * cosignatures of witnesses that were taken over too, or of none.
   */
  readonly fork: (options?: { readonly isWitnessed?: boolean }) => SimulatedOperator;
}

const day = 86_400;

/** What an operator has besides its log. */
export interface OperatorSetup extends OperatorServices, LogHolders {
  readonly keys: OperatorKeys;
}

/** @throws SIMULATION_MISUSE when the charter does not found a network, such as one whose witnesses are fewer than their quorum */
export async function openOperator(
  charter: Charter,
  setup: OperatorSetup,
): Promise<SimulatedOperator> {
  const document = parseCharter(encodeCharter(charter));
  const keeper = LogKeeper.begin(document.hash, setup, setup);
  const operator = operatorOf(keeper, setup);
  const founded = await operator.act('charter', { document });
  if (!founded.accepted || keeper.waiting > 0)
    throw simulatorError('SIMULATION_MISUSE', 'The charter founds no network.');
  return operator;
}

function operatorOf(keeper: LogKeeper, setup: OperatorSetup): SimulatedOperator {
  const { keys, clock, ed25519 } = setup;
  const nowSeconds = (): number => Math.floor(clock.now() / 1_000);
  const { pin } = keeper.state;

  const append = async (entry: Uint8Array): Promise<EntryOutcome> => {
    const outcome = await keeper.append(entry);
    await keeper.publish();
    return outcome;
  };

  const act: SimulatedOperator['act'] = async (kind, body, options = {}) => {
    const { network } = keeper.state;
    const atSeconds = options.atSeconds ?? nowSeconds();
    const bytes = encodeAct({
      kind,
      network: pin,
      charter: network?.document.hash ?? pin,
      number: network?.numbers[lineOf[kind]] ?? 0,
      createdAtSeconds: atSeconds,
      expiresAtSeconds: atSeconds + day,
      body,
    });
    const charter = network?.document.charter ?? foundingCharter(body);
    const signers = options.by ?? charter.persons;
    const signatures = await Promise.all(
      signers.map(async (person) => ({
        publicKey: await keys.personKey(person),
        signature: await keys.sign(person, actBytesToSign(bytes)),
      })),
    );
    return append(encodeActEntry({ loggedAtSeconds: atSeconds, act: bytes, signatures }));
  };

  const changeCharter: SimulatedOperator['changeCharter'] = (change, options) => {
    const { charter, hash } = keeper.state.network!.document;
    const document = parseCharter(encodeCharter({ ...charter, ...change, previous: hash }));
    return act('charter', { document }, options);
  };

  return {
    charterHash: pin.toHex(),
    view: keeper.view,
    log: () => keeper.log,
    state: () => keeper.state,
    waiting: () => keeper.waiting,
    act,
    append,
    heartbeat: (options) => act('heartbeat', {}, options),
    notice: ({ text, grade = 'advice', lastsSeconds = 7 * day, replaces = null }, options = {}) => {
      const expiresAtSeconds = (options.atSeconds ?? nowSeconds()) + lastsSeconds;
      return act('notice', { grade, texts: textsOf(text), expiresAtSeconds, replaces }, options);
    },
    freeze: ({ reason, level, lastsSeconds = day }, options = {}) => {
      const endsAtSeconds = (options.atSeconds ?? nowSeconds()) + lastsSeconds;
      return act('freeze', { level, reasons: textsOf(reason), endsAtSeconds }, options);
    },
    unfreeze: (reason, options) => act('unfreeze', { reasons: textsOf(reason) }, options),
    relays: (changes, options) => act('relays', { changes }, options),
    changeCharter,
    handOver: async (options) => {
      const { logKeys, witnesses } = keeper.holders;
      const logKey = await keys.noteKey('ed25519', `log${logKeys.length + 1}.example`);
      const next: SimulatedWitness[] = [];
      while (next.length < keeper.state.network!.document.charter.witnesses.length) {
        const name = `witness${witnesses.length + next.length + 1}.example`;
        next.push(new SimulatedWitness(await keys.noteKey('cosignature', name), ed25519));
      }
      keeper.hold({ logKeys: [logKey], witnesses: next });
      const vkeys = next.map(({ key }) => formatVerifierKey(key));
      return changeCharter({ logKey: formatVerifierKey(logKey), witnesses: vkeys }, options);
    },
    refresh: () => keeper.publish(),
    setAnsweringWitnesses: (count) => {
      keeper.answering = count;
    },
    fork: ({ isWitnessed = true } = {}) => operatorOf(keeper.fork(isWitnessed), setup),
  };
}

/** Before there is a network, the only act is the one that founds it. */
function foundingCharter(body: ActBodies[ActKind]): Charter {
  if ('document' in body) return body.document.charter;
  throw simulatorError('SIMULATION_MISUSE', 'There is no network yet.');
}

function textsOf(text: string | LocalTexts): LocalTexts {
  return typeof text === 'string' ? [{ language: 'en', text }] : text;
}
