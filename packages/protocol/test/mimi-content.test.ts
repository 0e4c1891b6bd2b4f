import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  cborTag,
  decodeCbor,
  effectiveDisposition,
  encodeCbor,
  encodeMimiContent,
  encodeMimiDerivedValues,
  encodeStatusReport,
  erasureTime,
  expirationIsPlausible,
  fallbackText,
  makeContent,
  makeStatusReport,
  makeText,
  makeUnlike,
  makeWithFallback,
  messageStatuses,
  mimiMessageId,
  multiPart,
  parseMimiContent,
  parseMimiDerivedValues,
  partAt,
  statusReportOf,
  textPart,
} from '@sotto/protocol';
import type { CborValue, MessageId, MimiContent, NestedPart } from '@sotto/protocol';
import { codeOf, filled } from './codes.ts';
import { contents, fields, id } from './samples.ts';
import { fromHex, publishedVectors, toHex } from './vectors.ts';

interface Example {
  readonly name: string;
  readonly cborHex: string;
  readonly messageId: string | null;
}

const published = publishedVectors('mimi-content/index.json') as Example[] | undefined;
const messages = published?.filter(({ messageId }) => messageId !== null) ?? [];

describe.skipIf(published === undefined)('examples of draft-ietf-mimi-content-08', () => {
  test.each(messages)(
    '$name is parsed, encoded to the same bytes, and has its id',
    ({ cborHex, messageId }) => {
      const bytes = fromHex(cborHex);
      const content = parseMimiContent(bytes);
      expect(toHex(encodeMimiContent(content))).toBe(cborHex);
      expect(toHex(mimiMessageId(bytes))).toBe(messageId);
      expect(toHex(mimiMessageId(content))).toBe(messageId);
    },
  );

  test('there are examples, and the implied header is one of derived values, not content', () => {
    expect(messages.length).toBeGreaterThanOrEqual(5);
    const implied = fromHex(published!.find(({ name }) => name === 'implied-original')!.cborHex);
    expect(codeOf(() => parseMimiContent(implied))).toBe('MIMI_CONTENT_INVALID');
    const values = parseMimiDerivedValues(implied);
    expect(encodeMimiDerivedValues(values)).toEqual(implied);
    expect(values.hubAcceptedTimestamp).toBe(1_644_387_225_019);
    expect(values.senderLeafIndex).toBe(4);
  });
});

// The same content, one place of its CBOR replaced.
function withField(
  path: readonly number[],
  value: CborValue,
  content: MimiContent = contents[0]!,
): Uint8Array {
  const root = decodeCbor(encodeMimiContent(content));
  let at = root as CborValue[];
  for (const index of path.slice(0, -1)) at = at[index] as CborValue[];
  at[path.at(-1)!] = value;
  return encodeCbor(root);
}

const external: CborValue[] = [
  6,
  '',
  2,
  '',
  'https://a.example/',
  0,
  0,
  0,
  filled(0, 0),
  filled(0, 0),
  filled(0, 0),
  0,
  filled(0, 0),
  '',
  '',
];
const externalWith = (index: number, value: CborValue) => external.with(index, value);
const single: CborValue = [1, '', 1, 'text/plain', filled(1, 65)];
const multi = (...parts: CborValue[]): CborValue => [1, '', 3, 2, parts];
const extension = (key: CborValue, value: CborValue): CborValue => new Map([[key, value]]);

describe('parsing', () => {
  test.each<[string, readonly number[], CborValue]>([
    ['a salt of 15 bytes', [0], filled(15, 0)],
    ['a reference of 31 bytes', [1], filled(31, 1)],
    ['a reference with an unknown hash algorithm', [1], filled(32, 9)],
    ['a reply to undefined', [4], undefined],
    ['a topic of 4,097 bytes', [2], filled(4_097, 0)],
    ['a topic that is text', [2], 'topic'],
    ['an expiry of three', [3], [true, 1, 2]],
    ['an expiry of 33 bits', [3], [true, 2 ** 32]],
    ['a negative expiry', [3], [false, -1]],
    ['extensions that are an array', [5], []],
    ['an extension key 0', [5], extension(0, 1)],
    ['an empty extension key', [5], extension('', 1)],
    ['an extension key of 256 bytes', [5], extension('a'.repeat(256), 1)],
    ['an extension key of bytes', [5], extension(filled(1, 1), 1)],
    ['an extension key past 2^53', [5], extension(2n ** 60n, 1)],
    ['a sender that is no text', [5], extension(1, filled(1, 1))],
    ['extensions five levels deep', [5], extension(300, [[[[]]]])],
    ['tags five levels deep', [5], extension(300, cborTag(40, [[cborTag(32, 'x')]]))],
    ['a map key inside an extension that is an array', [5], extension(300, new Map([[[], 1]]))],
    ['a disposition of 256', [6, 0], 256],
    ['a language that is none', [6, 1], 'not a language'],
    ['a language list with an empty tag', [6, 1], 'en,'],
    ['an unknown cardinality', [6], [1, '', 4]],
    ['a null part with content', [6], [1, '', 0, '']],
    ['a single part without content', [6], [1, '', 1, 'text/plain']],
    ['a single part with text as content', [6], [1, '', 1, 'text/plain', 'text']],
    ['an external part of eleven fields', [6], external.slice(0, -1)],
    ['an external part with a size past 2^53', [6], externalWith(6, 2n ** 60n)],
    ['an external part with an encAlg of 17 bits', [6], externalWith(7, 65_536)],
    ['an external part with a key and no encAlg', [6], externalWith(8, filled(16, 1))],
    [
      'an external part with a hash of the wrong length',
      [6],
      externalWith(11, 1).with(12, filled(31, 1)),
    ],
    ['a multi part of one', [6], multi(single)],
    ['unknown part semantics', [6], [1, '', 3, 3, [single, single]]],
    [
      'parts five levels deep',
      [6],
      multi(single, multi(single, multi(single, multi(single, single)))),
    ],
    ['1,025 parts', [6], multi(...Array.from({ length: 1_024 }, () => single))],
  ])('refuses %s', (_, path, value) => {
    expect(codeOf(() => parseMimiContent(withField(path, value)))).toBe('MIMI_CONTENT_INVALID');
  });

  test.each<[string, readonly number[], CborValue]>([
    ['a topic of 4,096 bytes', [2], filled(4_096, 0)],
    ['a private extension', [5], extension(-5, 'x')],
    [
      'extensions four levels deep',
      [5],
      extension(256, [[filled(2, 1), cborTag(32, 'http://example.com')]]),
    ],
    ['a disposition that is not assigned', [6, 0], 255],
    ['a list of languages', [6, 1], 'en,de-CH-1996, x-klingon'],
    ['an unknown media type', [6, 3], 'application/vnd.example-thing'],
    ['an external part without anything', [6], external],
    ['parts four levels deep', [6], multi(single, multi(single, multi(single, single)))],
    ['1,024 parts', [6], multi(...Array.from({ length: 1_023 }, () => single))],
  ])('accepts %s', (_, path, value) => {
    const bytes = withField(path, value);
    expect(encodeMimiContent(parseMimiContent(bytes))).toEqual(bytes);
  });

  test('more than 64 KiB is refused before it is decoded', () => {
    expect(codeOf(() => parseMimiContent(filled(65_537, 0x81)))).toBe('CBOR_LIMIT');
  });

  test('what a receiver would refuse is not encoded', () => {
    expect(codeOf(() => encodeMimiContent({ ...contents[0]!, salt: filled(3, 0) }))).toBe(
      'MIMI_CONTENT_INVALID',
    );
    const deep = (levels: number): NestedPart =>
      levels === 0 ? textPart('x') : multiPart('processAll', [deep(levels - 1), textPart('y')]);
    expect(codeOf(() => encodeMimiContent(makeContent(fields, deep(3))))).toBeUndefined();
    expect(codeOf(() => encodeMimiContent(makeContent(fields, deep(4))))).toBe(
      'MIMI_CONTENT_INVALID',
    );
  });
});

describe('message ids', () => {
  const bare = makeText({ salt: filled(16, 1) }, 'hi');

  test('URIs that are left out come from the content', () => {
    const stated = makeText(fields, 'hi');
    const { senderUri, roomUri } = { senderUri: 'sotto:u/alice', roomUri: 'sotto:r/room' };
    expect(mimiMessageId({ content: encodeMimiContent(stated), senderUri, roomUri })).toEqual(
      mimiMessageId(stated),
    );
  });

  test('a content that names another sender or room has no id', () => {
    const content = encodeMimiContent(makeText(fields, 'hi'));
    expect(codeOf(() => mimiMessageId({ content, senderUri: 'sotto:u/mallory' }))).toBe(
      'MIMI_ID_INPUT',
    );
    expect(codeOf(() => mimiMessageId({ content, roomUri: 'sotto:r/other' }))).toBe(
      'MIMI_ID_INPUT',
    );
    expect(codeOf(() => mimiMessageId(bare))).toBe('MIMI_ID_INPUT');
  });

  test('depend on content, salt, sender and room, and on where one URI ends', () => {
    const other = { ...bare, salt: filled(16, 2) };
    const ids = [
      mimiMessageId({ content: bare, senderUri: 'ab', roomUri: 'c' }),
      mimiMessageId({ content: bare, senderUri: 'a', roomUri: 'bc' }),
      mimiMessageId({ content: other, senderUri: 'a', roomUri: 'bc' }),
      mimiMessageId({
        content: makeText({ salt: filled(16, 1) }, 'ho'),
        senderUri: 'a',
        roomUri: 'bc',
      }),
    ];
    expect(new Set(ids.map(toHex)).size).toBe(4);
    expect(ids.every((each) => each.length === 32 && each[0] === 1)).toBe(true);
  });

  test('are what the formula of the draft gives, byte for byte', () => {
    const [senderUri, roomUri] = ['sotto:u/ü', 'sotto:r/r'];
    const bytes = Buffer.from(encodeMimiContent(bare));
    const input = Buffer.concat([
      Buffer.from([0, 10]),
      Buffer.from(senderUri),
      Buffer.from([0, 9]),
      Buffer.from(roomUri),
      bytes,
      bytes.subarray(2, 18),
    ]);
    const hash = createHash('sha256').update(input).digest('hex');
    expect(toHex(mimiMessageId({ content: bytes, senderUri, roomUri }))).toBe(
      `01${hash.slice(0, 62)}`,
    );
  });

  test('count the bytes of a URI, not its characters', () => {
    const content = bare;
    expect(
      codeOf(() => mimiMessageId({ content, senderUri: 'ü'.repeat(32_768), roomUri: '' })),
    ).toBe('MIMI_ID_INPUT');
    expect(
      codeOf(() => mimiMessageId({ content, senderUri: 'ü'.repeat(32_767), roomUri: '' })),
    ).toBeUndefined();
  });
});

describe('made contents', () => {
  test.each(contents.map((content, index) => [index, content] as const))(
    '%i come back',
    (_, content) => {
      expect(parseMimiContent(encodeMimiContent(content))).toEqual(content);
    },
  );

  test('an unlike is a null part with the disposition of a reaction', () => {
    expect(makeUnlike({ ...fields, replaces: id }).nestedPart).toEqual({
      cardinality: 'null',
      disposition: 2,
      language: '',
    });
  });

  test('a status report comes back out of its message', () => {
    const report = [
      { messageId: id, status: messageStatuses.delivered },
      { messageId: Uint8Array.of(1, ...filled(31, 8)) as MessageId, status: messageStatuses.read },
    ];
    const content = parseMimiContent(encodeMimiContent(makeStatusReport(fields, report)));
    expect(statusReportOf(content.nestedPart)).toEqual(report);
    expect(statusReportOf(textPart('x'))).toBeUndefined();
    expect(codeOf(() => encodeStatusReport([{ messageId: id, status: 256 }]))).toBe(
      'MIMI_STATUS_INVALID',
    );
    expect(codeOf(() => encodeStatusReport(Array(1_025).fill(report[0])))).toBe(
      'MIMI_STATUS_INVALID',
    );
  });

  test('the plain text beside an unknown kind is found, never that of half a unit', () => {
    const unknown = { ...textPart(''), contentType: 'application/x-poll' };
    expect(fallbackText(makeWithFallback(fields, unknown, 'A poll: tea?').nestedPart)).toBe(
      'A poll: tea?',
    );
    expect(fallbackText(multiPart('singleUnit', [textPart('a'), unknown]))).toBeUndefined();
    expect(fallbackText({ ...textPart('x'), content: Uint8Array.of(0xff) })).toBeUndefined();
    expect(
      fallbackText({ ...textPart('x'), contentType: 'text/plain; charset=latin1' }),
    ).toBeUndefined();
    expect(fallbackText({ ...textPart('x'), contentType: 'text/markdown;variant=GFM-MIMI' })).toBe(
      'x',
    );
  });

  test('parts are counted depth first, as the eleven of the nested example of the draft', () => {
    const leaf = (name: string) => textPart(name);
    const half = (en: string, fr: string, picture: string) =>
      multiPart('processAll', [multiPart('chooseOne', [leaf(en), leaf(fr)]), leaf(picture)]);
    const body = multiPart('chooseOne', [half('3', '4', '5'), half('8', '9', '10')]);
    for (const index of [3, 4, 5, 8, 9, 10])
      expect(partAt(body, index)).toEqual(leaf(String(index)));
    expect(partAt(body, 7)).toMatchObject({ partSemantics: 'chooseOne' });
    expect(partAt(body, 11)).toBeUndefined();
  });

  test('an unassigned disposition counts as render', () => {
    expect(effectiveDisposition({ ...textPart('x'), disposition: 77 })).toBe(1);
    expect(effectiveDisposition({ ...textPart('x'), disposition: 6 })).toBe(6);
  });
});

describe('expiry', () => {
  const now = 1_800_000_000;
  const year = 31_622_400;

  test('more than a year away, to either side, is nonsense', () => {
    expect(expirationIsPlausible(null, now)).toBe(true);
    expect(expirationIsPlausible({ relative: false, time: now + year }, now)).toBe(true);
    expect(expirationIsPlausible({ relative: false, time: now + year + 1 }, now)).toBe(false);
    expect(expirationIsPlausible({ relative: false, time: now - year - 1 }, now)).toBe(false);
    expect(expirationIsPlausible({ relative: true, time: year + 1 }, now)).toBe(false);
  });

  test('a relative one begins when the message is read', () => {
    expect(erasureTime({ relative: true, time: 60 }, undefined)).toBeUndefined();
    expect(erasureTime({ relative: true, time: 60 }, now)).toBe(now + 60);
    expect(erasureTime({ relative: false, time: now }, undefined)).toBe(now);
    expect(erasureTime(null, now)).toBeUndefined();
  });
});
