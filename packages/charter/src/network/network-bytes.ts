import { isCborArray, isRelayUrl, readIntMap } from '@sotto/protocol';
import type { CborValue, IntMapReader } from '@sotto/protocol';
import type { ActLine } from '../act/act.ts';
import { freezeLevels, noticeGrades, oneOf, readTexts, textsToCbor } from '../act/bodies.ts';
import { parseCharter } from '../charter/charter-bytes.ts';
import { charterLimits } from '../limits.ts';
import type {
  Logged,
  LoggedRelease,
  Network,
  NetworkRelay,
  PendingRecovery,
  StandingFreeze,
  StandingNotice,
} from './network.ts';

/*
 * Map with integer keys: 0 charter, 1 relays as [relay, draining], 2 notices, 3 numbers by line, 4 log time; if there are
 * any, 5 freeze, 6 recovery, 7 release, 8 rebuild.
 */
const lines: readonly ActLine[] = [
  'charter',
  'relays',
  'notice',
  'freeze',
  'release',
  'rebuild',
  'heartbeat',
  'recovery',
];
const time = charterLimits.maxTimeSeconds;

/** What of a state the acts have made, as CBOR. */
export function networkToCbor(network: Network): CborValue {
  const { freeze, recovery, release, rebuild } = network;
  const fields = new Map<number, CborValue>([
    [0, network.document.bytes],
    [1, network.relays.map(({ relay, standing }) => [relay, standing === 'draining'])],
    [2, network.notices.map(noticeToCbor)],
    [3, lines.map((line) => network.numbers[line])],
    [4, network.loggedAtSeconds],
  ]);
  if (freeze !== undefined) fields.set(5, freezeToCbor(freeze));
  if (recovery !== undefined) fields.set(6, loggedMap(recovery, [[2, recovery.document.bytes]]));
  if (release !== undefined) fields.set(7, releaseToCbor(release));
  if (rebuild !== undefined) fields.set(8, releaseToCbor(rebuild));
  return fields;
}

/** Throws by `refuse`, or the coded errors of the parts. */
export function readNetwork(value: CborValue, refuse: (field: string) => never): Network {
  const listOf = (item: CborValue): readonly CborValue[] =>
    isCborArray(item) ? item : refuse('list');
  const mapOf = (item: CborValue): IntMapReader => readIntMap(item, refuse);
  const fields = mapOf(value);
  const network: Network = {
    document: readDocument(fields, 0),
    relays: listOf(fields.value(1, 'relays')).map((item): NetworkRelay => {
      const [relay, draining, ...more] = listOf(item);
      if (typeof relay !== 'string' || !isRelayUrl(relay) || more.length > 0)
        return refuse('relay');
      if (typeof draining !== 'boolean') return refuse('standing');
      return { relay, standing: draining ? 'draining' : 'active' };
    }),
    notices: listOf(fields.value(2, 'notices')).map((item) => readNotice(mapOf(item))),
    numbers: readNumbers(listOf(fields.value(3, 'numbers')), refuse),
    loggedAtSeconds: fields.uint(4, 'log time', time),
    ...(fields.has(5) ? { freeze: readFreeze(mapOf(fields.value(5, 'freeze'))) } : {}),
    ...(fields.has(6) ? { recovery: readRecovery(mapOf(fields.value(6, 'recovery'))) } : {}),
    ...(fields.has(7) ? { release: readRelease(mapOf(fields.value(7, 'release'))) } : {}),
    ...(fields.has(8) ? { rebuild: readRelease(mapOf(fields.value(8, 'rebuild'))) } : {}),
  };
  fields.end();
  return network;
}

/** 0 index and 1 log time, then what is behind. */
function loggedMap(
  { index, loggedAtSeconds }: Logged,
  more: readonly (readonly [number, CborValue])[],
): CborValue {
  return new Map<number, CborValue>([[0, index], [1, loggedAtSeconds], ...more]);
}

function readLogged(fields: IntMapReader): Logged {
  return {
    index: fields.uint(0, 'index', Number.MAX_SAFE_INTEGER),
    loggedAtSeconds: fields.uint(1, 'log time', time),
  };
}

function noticeToCbor(notice: StandingNotice): CborValue {
  return loggedMap(notice, [
    [2, notice.number],
    [3, noticeGrades.indexOf(notice.grade)],
    [4, textsToCbor(notice.texts)],
    [5, notice.expiresAtSeconds],
  ]);
}

function readNotice(fields: IntMapReader): StandingNotice {
  const notice = {
    ...readLogged(fields),
    number: fields.uint(2, 'number', charterLimits.maxActNumber),
    grade: oneOf(noticeGrades, fields.uint(3, 'grade', 0xff)),
    texts: readTexts(fields.value(4, 'texts')),
    expiresAtSeconds: fields.uint(5, 'expiry', time),
  };
  fields.end();
  return notice;
}

function freezeToCbor(freeze: StandingFreeze): CborValue {
  return loggedMap(freeze, [
    [2, freezeLevels.indexOf(freeze.level)],
    [3, textsToCbor(freeze.reasons)],
    [4, freeze.endsAtSeconds],
    [5, freeze.quorum],
  ]);
}

function readFreeze(fields: IntMapReader): StandingFreeze {
  const freeze = {
    ...readLogged(fields),
    level: oneOf(freezeLevels, fields.uint(2, 'level', 0xff)),
    reasons: readTexts(fields.value(3, 'reasons')),
    endsAtSeconds: fields.uint(4, 'end', time),
    quorum: fields.uint(5, 'quorum', charterLimits.maxPersons),
  };
  fields.end();
  return freeze;
}

function readRecovery(fields: IntMapReader): PendingRecovery {
  const recovery = { ...readLogged(fields), document: readDocument(fields, 2) };
  fields.end();
  return recovery;
}

function releaseToCbor(release: LoggedRelease): CborValue {
  return loggedMap(release, [
    [2, release.name],
    [3, release.version],
    [4, release.digest],
  ]);
}

function readRelease(fields: IntMapReader): LoggedRelease {
  const logged = readLogged(fields);
  const [name, version, digest] = [
    fields.text(2, 'name', charterLimits.maxReleaseNameBytes),
    fields.text(3, 'version', charterLimits.maxReleaseNameBytes),
    fields.bytes(4, 'digest', { min: 32, max: 32 }),
  ];
  fields.end();
  return { ...logged, name, version, digest };
}

function readDocument(fields: IntMapReader, key: number): Network['document'] {
  const max = charterLimits.maxCharterBytes;
  return parseCharter(fields.bytes(key, 'charter', { min: 1, max }));
}

function readNumbers(
  values: readonly CborValue[],
  refuse: (field: string) => never,
): Network['numbers'] {
  if (values.length !== lines.length) return refuse('numbers');
  const numberOf = (line: ActLine): number => {
    const number = values[lines.indexOf(line)];
    return typeof number === 'number' && number >= 0 ? number : refuse('number');
  };
  return {
    charter: numberOf('charter'),
    relays: numberOf('relays'),
    notice: numberOf('notice'),
    freeze: numberOf('freeze'),
    release: numberOf('release'),
    rebuild: numberOf('rebuild'),
    heartbeat: numberOf('heartbeat'),
    recovery: numberOf('recovery'),
  };
}
