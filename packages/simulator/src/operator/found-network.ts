import type { Charter, CharterRole, PulseDeadlines } from '@sotto/charter';
import type { RelayUrl } from '@sotto/core';
import { formatVerifierKey } from '@sotto/tlog';
import { OperatorKeys } from './operator-keys.ts';
import type { OperatorServices } from './operator-services.ts';
import type { SimulatedOperator } from './simulated-operator.ts';
import { openOperator } from './simulated-operator.ts';
import { SimulatedWitness } from './simulated-witness.ts';

export interface FoundingOptions {
  /** Addresses of its first relays. */
  readonly relays: readonly RelayUrl[];
  /** Default `Harbour`. All its keys follow from it, so two networks of one name have the same. */
  readonly name?: string;
  /** Each has one key, and every role but recovery. Default Ada, Ben and Cleo. */
  readonly persons?: readonly string[];
  /** Of persons, for every act. Default 2. */
  readonly threshold?: number;
  /** Persons of the role that can replace root, with the same threshold. Default: there is none. */
  readonly recovery?: readonly string[];
  /** How many. Default 3. */
  readonly witnesses?: number;
  /** Default 2. */
  readonly witnessQuorum?: number;
  /** Default a day for the operator, an hour for the witnesses. */
  readonly pulse?: PulseDeadlines;
}

const day = 86_400;
const lifetimeSeconds = 10 * 365 * day;

/** A network whose founding charter is in its log, witnessed. */
export async function foundNetwork(
  options: FoundingOptions,
  { ed25519, clock }: OperatorServices,
): Promise<SimulatedOperator> {
  const { name = 'Harbour', relays, persons = ['Ada', 'Ben', 'Cleo'], recovery = [] } = options;
  const keys = new OperatorKeys(name, ed25519);
  const everybody = [...new Set([...persons, ...recovery])];
  const expiresAtSeconds = Math.floor(clock.now() / 1_000) + lifetimeSeconds;
  const threshold = options.threshold ?? 2;
  const roleOf = (holders: readonly string[]): CharterRole => ({
    threshold,
    expiresAtSeconds,
    keys: holders.map((holder) => everybody.indexOf(holder)).toSorted((a, b) => a - b),
  });
  const publicKeys = await Promise.all(everybody.map((person) => keys.personKey(person)));
  const role = roleOf(persons);
  const logKey = await keys.noteKey('ed25519', 'log1.example');
  const witnesses: SimulatedWitness[] = [];
  for (let each = 1; each <= (options.witnesses ?? 3); each += 1) {
    const key = await keys.noteKey('cosignature', `witness${each}.example`);
    witnesses.push(new SimulatedWitness(key, ed25519));
  }
  const charter: Charter = {
    previous: null,
    name,
    persons: everybody,
    keys: publicKeys.map((publicKey, person) => ({ publicKey, person, expiresAtSeconds })),
    roles: {
      ...{ root: role, release: role, notice: role, network: role },
      ...(recovery.length === 0 ? {} : { recovery: roleOf(recovery) }),
    },
    logKey: formatVerifierKey(logKey),
    witnesses: witnesses.map(({ key }) => formatVerifierKey(key)),
    witnessQuorum: options.witnessQuorum ?? 2,
    relays,
    pulse: options.pulse ?? { operatorSeconds: day, witnessSeconds: 3_600 },
    recoveryDelaySeconds: 7 * day,
  };
  return openOperator(charter, { keys, logKeys: [logKey], witnesses, ed25519, clock });
}
