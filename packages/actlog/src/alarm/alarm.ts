import { isSottoError } from '@sotto/core';
import { charterLimits, readTexts, textsToCbor } from '@sotto/charter';
import type { LocalTexts } from '@sotto/charter';
import {
  concatBytes,
  decodeCbor,
  encodeCbor,
  encodeUtf8,
  isCborArray,
  readIntMap,
} from '@sotto/protocol';
import type { CborValue } from '@sotto/protocol';
import type { Ed25519 } from '@sotto/tlog';
import { actLogError } from '../error.ts';
import type { FollowOptions } from '../head/judge-head.ts';
import { actLogLimits } from '../limits.ts';
import type { LogRules } from '../log-rules.ts';

/**
 * What one witness says to the members of a network by itself: that something is wrong with the log or its operators, or that this is
 * over. No operator signs it, and no act can be made of it. Map with integer keys: 0 version, 1 origin, 2 witness, 3 time, 4 raised, 5 texts.
 */
export interface WitnessAlarm {
  /** Of the log that it is about: the name of the log key. */
  readonly origin: string;
  /** Name in the verifier key of the witness. */
  readonly witness: string;
  /** When it was signed, UNIX seconds. Of two of one witness the later one holds. */
  readonly atSeconds: number;
  /** False takes back what was raised before. */
  readonly isRaised: boolean;
  readonly texts: LocalTexts;
}

const version = 1;
const label = encodeUtf8('Sotto witness alarm v1\0');
const signatureBytes = 64;

/**
 * Signs an alarm with the key of a witness.
 *
 * @throws ALARM_MALFORMED
 */
export async function signAlarm(
  alarm: WitnessAlarm,
  privateKey: Uint8Array,
  ed25519: Pick<Ed25519, 'sign'>,
): Promise<Uint8Array> {
  const bytes = encodeCbor(
    new Map<number, CborValue>([
      [0, version],
      [1, alarm.origin],
      [2, alarm.witness],
      [3, alarm.atSeconds],
      [4, alarm.isRaised],
      [5, textsToCbor(alarm.texts)],
    ]),
  );
  const signature = await ed25519.sign(privateKey, concatBytes(label, bytes));
  const signed = encodeCbor([bytes, signature]);
  parseAlarm(signed);
  return signed;
}

/** Structure and bounds; the signature is not looked at. @throws ALARM_MALFORMED, ALARM_VERSION_UNSUPPORTED */
export function parseAlarm(signed: Uint8Array): WitnessAlarm {
  return readAlarm(parts(signed).bytes);
}

/**
 * - `otherLog`: it is about another log.
 * - `stranger`: by somebody who is no witness of this log.
 * - `forged`: not signed by whom it names.
 * - `ahead`: of the future. This clock may be wrong.
 */
export type AlarmRefusal = 'malformed' | 'otherLog' | 'stranger' | 'forged' | 'ahead';

/** The alarm in these bytes when a witness of the log signed it. Who brought them does not matter. */
export async function openAlarm(
  signed: Uint8Array,
  { logKey, witnesses }: LogRules,
  { ed25519, nowSeconds }: FollowOptions,
): Promise<WitnessAlarm | AlarmRefusal> {
  const read = readIfAlarm(signed);
  if (read === undefined) return 'malformed';
  const { alarm, bytes, signature } = read;
  if (alarm.origin !== logKey.name) return 'otherLog';
  const named = witnesses.filter(({ name }) => name === alarm.witness);
  if (named.length === 0) return 'stranger';
  const message = concatBytes(label, bytes);
  const held = await Promise.all(
    named.map(({ publicKey }) => ed25519.verify(publicKey, message, signature)),
  );
  if (!held.includes(true)) return 'forged';
  return alarm.atSeconds > nowSeconds + charterLimits.maxClockSkewSeconds ? 'ahead' : alarm;
}

function readIfAlarm(
  signed: Uint8Array,
): (ReturnType<typeof parts> & { readonly alarm: WitnessAlarm }) | undefined {
  try {
    const read = parts(signed);
    return { ...read, alarm: readAlarm(read.bytes) };
  } catch (error) {
    if (!isSottoError(error)) throw error;
    return undefined;
  }
}

function parts(signed: Uint8Array): { readonly bytes: Uint8Array; readonly signature: Uint8Array } {
  const value = decoded(signed, 1);
  const [bytes, signature, ...more] = isCborArray(value) ? value : [];
  if (!(bytes instanceof Uint8Array) || !(signature instanceof Uint8Array))
    return malformed('parts');
  if (signature.length !== signatureBytes || more.length > 0) return malformed('signature');
  return { bytes, signature };
}

function readAlarm(bytes: Uint8Array): WitnessAlarm {
  const fields = readIntMap(decoded(bytes, 3), malformed);
  if (fields.uint(0, 'version', 0xffff) !== version)
    throw actLogError('ALARM_VERSION_UNSUPPORTED', 'The alarm needs another version.');
  const raised = fields.value(4, 'raised');
  const alarm = {
    origin: fields.text(1, 'origin', charterLimits.maxVkeyChars),
    witness: fields.text(2, 'witness', charterLimits.maxVkeyChars),
    atSeconds: fields.uint(3, 'time', charterLimits.maxTimeSeconds),
    isRaised: typeof raised === 'boolean' ? raised : malformed('raised'),
    texts: textsOf(fields.value(5, 'texts')),
  };
  fields.end();
  return alarm;
}

function textsOf(value: CborValue): LocalTexts {
  try {
    return readTexts(value);
  } catch (cause) {
    if (!isSottoError(cause)) throw cause;
    throw actLogError('ALARM_MALFORMED', 'The alarm is not valid: texts.', cause);
  }
}

function decoded(bytes: Uint8Array, maxDepth: number): CborValue {
  try {
    return decodeCbor(bytes, { maxBytes: actLogLimits.maxAlarmBytes, maxDepth });
  } catch (cause) {
    if (!isSottoError(cause)) throw cause;
    throw actLogError('ALARM_MALFORMED', 'The alarm is not deterministic CBOR.', cause);
  }
}

function malformed(field: string): never {
  throw actLogError('ALARM_MALFORMED', `The alarm is not valid: ${field}.`);
}
