import { isCborArray, isRelayUrl } from '@sotto/protocol';
import type { CborValue, IntMapReader } from '@sotto/protocol';
import { parseCharter } from '../charter/charter-bytes.ts';
import { charterError } from '../error.ts';
import { charterLimits } from '../limits.ts';
import { isLanguage, isPlainName, isPlainText } from '../plain-text.ts';
import type {
  ActBodies,
  ActKind,
  CharterBody,
  FreezeLevel,
  LocalTexts,
  NoticeGrade,
  NothingMore,
  RelayChange,
  ReleaseBody,
} from './act.ts';

/** A body as a map with integer keys, and back. `read` takes its fields out; what is left is refused by the caller. */
interface BodyFormat<Body> {
  readonly write: (body: Body) => readonly (readonly [number, CborValue])[];
  readonly read: (fields: IntMapReader) => Body;
}

export const noticeGrades: readonly NoticeGrade[] = [
  'advice',
  'update',
  'stopSending',
  'move',
  'destroyKeys',
];
export const freezeLevels: readonly FreezeLevel[] = [
  'advice',
  'noUpdates',
  'noNewMembers',
  'noSending',
];
const relayChanges: readonly RelayChange['change'][] = ['add', 'drain', 'drop'];

const charterBody: BodyFormat<CharterBody> = {
  write: ({ document }) => [[0, document.bytes]],
  read: (fields) => {
    const max = charterLimits.maxCharterBytes;
    return { document: parseCharter(fields.bytes(0, 'charter', { min: 1, max })) };
  },
};

const releaseBody: BodyFormat<ReleaseBody> = {
  write: ({ name, version, digest }) => [
    [0, name],
    [1, version],
    [2, digest],
  ],
  read: (fields) => ({
    name: nameOf(fields, 0),
    version: nameOf(fields, 1),
    digest: fields.bytes(2, 'digest', { min: 32, max: 32 }),
  }),
};

const nothingMore: BodyFormat<NothingMore> = {
  write: () => [],
  read: () => ({}),
};

export const bodies: { readonly [K in ActKind]: BodyFormat<ActBodies[K]> } = {
  charter: charterBody,
  relays: {
    write: ({ changes }) => [
      [0, changes.map(({ change, relay }) => [relayChanges.indexOf(change), relay])],
    ],
    read: (fields) => {
      const changes = fields.value(0, 'changes');
      const isList = isCborArray(changes) && changes.length > 0;
      if (!isList || changes.length > charterLimits.maxRelayChanges)
        return malformedAct('number of changes');
      return { changes: changes.map(readRelayChange) };
    },
  },
  notice: {
    write: ({ grade, texts, expiresAtSeconds, replaces }) => [
      [0, noticeGrades.indexOf(grade)],
      [1, textsToCbor(texts)],
      [2, expiresAtSeconds],
      [3, replaces],
    ],
    read: (fields) => ({
      grade: oneOf(noticeGrades, fields.uint(0, 'grade', 0xff)),
      texts: readTexts(fields.value(1, 'texts')),
      expiresAtSeconds: fields.uint(2, 'expiry', charterLimits.maxTimeSeconds),
      replaces: readReplaced(fields.value(3, 'notice before')),
    }),
  },
  freeze: {
    write: ({ level, reasons, endsAtSeconds }) => [
      [0, freezeLevels.indexOf(level)],
      [1, textsToCbor(reasons)],
      [2, endsAtSeconds],
    ],
    read: (fields) => ({
      level: oneOf(freezeLevels, fields.uint(0, 'level', 0xff)),
      reasons: readTexts(fields.value(1, 'reasons')),
      endsAtSeconds: fields.uint(2, 'end', charterLimits.maxTimeSeconds),
    }),
  },
  unfreeze: {
    write: ({ reasons }) => [[0, textsToCbor(reasons)]],
    read: (fields) => ({ reasons: readTexts(fields.value(0, 'reasons')) }),
  },
  release: releaseBody,
  rebuild: releaseBody,
  heartbeat: nothingMore,
  recovery: charterBody,
  recoveryEnd: nothingMore,
  recoveryStop: nothingMore,
};

/** Texts as they stand in acts, for whatever else is shown beside them. */
export function textsToCbor(texts: LocalTexts): CborValue {
  return texts.map(({ language, text }) => [language, text]);
}

/** 1 to 16 plain texts of 2,048 bytes at most, each language once. @throws ACT_MALFORMED */
export function readTexts(value: CborValue): LocalTexts {
  if (!isCborArray(value) || value.length === 0 || value.length > charterLimits.maxLanguages)
    return malformedAct('number of texts');
  const texts = value.map((item) => {
    const [language, text, ...more] = isCborArray(item) ? item : [];
    const isText =
      typeof language === 'string' &&
      isLanguage(language, charterLimits.maxLanguageChars) &&
      typeof text === 'string' &&
      isPlainText(text, charterLimits.maxTextBytes) &&
      more.length === 0;
    return isText ? { language, text } : malformedAct('text');
  });
  const languages = new Set(texts.map(({ language }) => language.toLowerCase()));
  return languages.size === texts.length ? texts : malformedAct('a language twice');
}

/** @throws ACT_MALFORMED when there is none of this code */
export function oneOf<T>(list: readonly T[], code: number): T {
  return list[code] ?? malformedAct('code');
}

export function malformedAct(field: string): never {
  throw charterError('ACT_MALFORMED', `The act is not valid: ${field}.`);
}

function readRelayChange(value: CborValue): RelayChange {
  const [code, relay, ...more] = isCborArray(value) ? value : [];
  if (typeof code !== 'number' || typeof relay !== 'string' || more.length > 0)
    return malformedAct('change');
  if (!isRelayUrl(relay)) return malformedAct('relay');
  return { change: oneOf(relayChanges, code), relay };
}

function readReplaced(value: CborValue): number | null {
  if (value === null) return null;
  const isNumber = typeof value === 'number' && value >= 0 && value <= charterLimits.maxActNumber;
  return isNumber ? value : malformedAct('notice before');
}

function nameOf(fields: IntMapReader, key: number): string {
  const name = fields.text(key, 'name', charterLimits.maxReleaseNameBytes);
  return isPlainName(name, charterLimits.maxReleaseNameBytes) ? name : malformedAct('name');
}
