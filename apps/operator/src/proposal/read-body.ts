import type {
  ActBodies,
  ActKind,
  FreezeLevel,
  LocalTexts,
  NoticeGrade,
  RelayChange,
} from '@sotto/charter';
import { charterLimits, freezeLevels, noticeGrades } from '@sotto/charter';
import { parseRelayUrl } from '@sotto/protocol';
import type { CharterDocument } from '@sotto/charter';
import type { Given } from '../command-line.ts';
import { usage } from '../command-line.ts';
import type { OptionName } from '../option-table.ts';

/** What a body is made from. */
export interface BodySource {
  readonly given: Given;
  readonly nowSeconds: number;
  /** The charter of `--draft`, made to follow the one in force. */
  readonly document: () => Promise<CharterDocument>;
}

/** Which options each kind of act takes, and what they make. @throws OPERATOR_USAGE */
export const bodyReaders: {
  readonly [K in ActKind]: {
    readonly options: readonly OptionName[];
    readonly read: (source: BodySource) => Promise<ActBodies[K]>;
  };
} = {
  charter: { options: ['draft'], read: readDocument },
  relays: {
    options: ['add', 'drain', 'drop'],
    read: async ({ given }) => {
      const changes = (['add', 'drain', 'drop'] as const).flatMap((change) =>
        given.texts(change).map((url): RelayChange => ({ change, relay: parseRelayUrl(url) })),
      );
      if (changes.length === 0) throw usage('Say what changes: --add, --drain or --drop.');
      return { changes };
    },
  },
  notice: {
    options: ['grade', 'text', 'for', 'replaces'],
    read: async ({ given, nowSeconds }) => ({
      grade: oneOf<NoticeGrade>('grade', noticeGrades, given),
      texts: textsOf(given),
      expiresAtSeconds: nowSeconds + lasting(given),
      replaces: given.count('replaces', 0, charterLimits.maxActNumber) ?? null,
    }),
  },
  freeze: {
    options: ['level', 'text', 'for'],
    read: async ({ given, nowSeconds }) => ({
      level: oneOf<FreezeLevel>('level', freezeLevels, given),
      reasons: textsOf(given),
      endsAtSeconds: nowSeconds + lasting(given),
    }),
  },
  unfreeze: { options: ['text'], read: async ({ given }) => ({ reasons: textsOf(given) }) },
  release: { options: ['release', 'version', 'digest'], read: readRelease },
  rebuild: { options: ['release', 'version', 'digest'], read: readRelease },
  heartbeat: { options: [], read: async () => ({}) },
  recovery: { options: ['draft'], read: readDocument },
  recoveryEnd: { options: [], read: async () => ({}) },
  recoveryStop: { options: [], read: async () => ({}) },
};

async function readDocument({ document }: BodySource): Promise<ActBodies['charter']> {
  return { document: await document() };
}

async function readRelease({ given }: BodySource): Promise<ActBodies['release']> {
  const digest = given.needed('digest').toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(digest)) throw usage('--digest is SHA-256: 64 hexadecimal digits.');
  return {
    name: given.needed('release'),
    version: given.needed('version'),
    digest: Uint8Array.fromHex(digest),
  };
}

/** `en=Text`, once for each language. */
function textsOf(given: Given): LocalTexts {
  const texts = given.texts('text').map((written) => {
    const [, language, text] = /^([A-Za-z0-9-]+)=(.+)$/s.exec(written) ?? [];
    if (language === undefined || text === undefined)
      throw usage('--text is written as en="What members read.", once for each language.');
    return { language, text };
  });
  if (texts.length === 0) given.needed('text');
  return texts;
}

function lasting(given: Given): number {
  given.needed('for');
  return given.seconds('for') ?? 0;
}

function oneOf<T extends string>(name: OptionName, all: readonly T[], given: Given): T {
  const written = given.needed(name);
  const found = all.find((each) => each === written);
  if (found === undefined) throw usage(`--${name} is one of ${all.join(', ')}.`);
  return found;
}
