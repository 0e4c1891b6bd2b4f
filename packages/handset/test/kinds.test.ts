import { definePlugin, kindLimits } from '@sotto/core';
import type { KindContent, KindReader, MessageKind, Plugin } from '@sotto/core';
import { expect, test, vi } from 'vitest';
import { answersThatCount } from '../src/kinds/answers-that-count.ts';
import { createKinds, openKinds } from '../src/kinds/kinds.ts';

const type = 'application/vnd.sotto-test.count';
const reader: KindReader = { me: 'a'.repeat(64), nowMs: 0, language: 'en', mayAnswer: true };
const services = {} as Parameters<typeof openKinds>[1];

/** A kind whose state has a byte for each answer. */
function countKind(change: Partial<MessageKind> = {}): MessageKind {
  return {
    mediaType: type,
    maxBytes: 8,
    validate: (data) => ({ ok: true, role: data[0] === 1 ? 'answer' : 'message', summary: 'Sum' }),
    fallback: () => 'A sum',
    answers: {
      perSender: 2,
      fold: (_, answers) => Uint8Array.from(answers, ({ data }) => data[1] ?? 0),
    },
    describe: (state) => `${state.length} answers`,
    view: undefined,
    ...change,
  };
}

function plugin(kinds: unknown, id = 'kinds-count'): Plugin<'kinds'> {
  return definePlugin({
    id,
    point: 'kinds',
    contract: 1,
    needs: [],
    create: async () => ({ kinds: kinds as readonly MessageKind[] }),
  });
}

function answer(sender: string, value: number): KindContent {
  return { sender, sentAtMs: 0, data: Uint8Array.of(1, value) };
}

const broken: readonly (readonly [string, (kind: MessageKind) => unknown, Partial<MessageKind>])[] =
  [
    ['validate throws', (kind) => kind.validate(bytes(1)), { validate: boom }],
    ['validate gives nothing', (kind) => kind.validate(bytes(1)), { validate: gives(undefined) }],
    [
      'a summary has two lines',
      (kind) => kind.validate(bytes(1)),
      { validate: gives({ ok: true, role: 'message', summary: 'a\nb' }) },
    ],
    [
      'an answer comes from a kind without answers',
      (kind) => kind.validate(bytes(1)),
      { answers: undefined, validate: gives({ ok: true, role: 'answer', summary: 'a' }) },
    ],
    [
      'a role is unknown',
      (kind) => kind.validate(bytes(1)),
      { validate: gives({ ok: true, role: 'boss', summary: 'a' }) },
    ],
    [
      'the fallback has escape codes',
      (kind) => kind.fallback(bytes(1)),
      { fallback: () => '\u001b[2J' },
    ],
    [
      'the fallback is too long',
      (kind) => kind.fallback(bytes(1)),
      { fallback: () => 'a'.repeat(4_001) },
    ],
    ['describe throws', (kind) => kind.describe(bytes(1), reader), { describe: boom }],
  ];

test.each(broken)(
  'when %s, the content is invalid and the plugin reported once',
  (_, call, change) => {
    const report = vi.fn<(error: unknown) => void>();
    const kind = createKinds([countKind(change)], report).of(type)!;
    for (let times = 0; times < 3; times += 1) {
      const result = call(kind as unknown as MessageKind);
      expect([undefined, { ok: false }]).toContainEqual(result);
    }
    expect(report.mock.calls).toEqual([[expect.objectContaining({ code: 'PLUGIN_UNUSABLE' })]]);
  },
);

test('a state that throws, is none, or is past its bound is no state, and reported', () => {
  for (const fold of [boom, gives('state'), () => new Uint8Array(kindLimits.maxStateBytes + 1)]) {
    const report = vi.fn<(error: unknown) => void>();
    const kinds = createKinds([countKind({ answers: { perSender: 1, fold } })], report);
    expect(kinds.of(type)?.stateOf(answer('a', 1), [])).toBeUndefined();
    expect(report).toHaveBeenCalledOnce();
  }
});

test('a plugin never sees bytes past its bound, and that is no fault of it', () => {
  const report = vi.fn<(error: unknown) => void>();
  const validate = vi.fn<MessageKind['validate']>(() => ({ ok: false }));
  const kinds = createKinds([countKind({ validate })], report);
  expect(kinds.validate(type, new Uint8Array(9))).toEqual({ ok: false });
  expect(validate).not.toHaveBeenCalled();
  expect(kinds.validate(type, new Uint8Array(8))).toEqual({ ok: false });
  expect(validate).toHaveBeenCalledOnce();
  expect(report).not.toHaveBeenCalled();
});

test('a plugin gets copies: what it does to them changes nothing of the caller', () => {
  const spoil = (data: Uint8Array): void => void data.fill(9);
  const kind = countKind({
    validate: (data) => (spoil(data), { ok: true, role: 'message', summary: 'a' }),
    fallback: (data) => (spoil(data), 'a'),
    describe: (data) => (spoil(data), 'a'),
    answers: {
      perSender: 1,
      fold: (message, [first]) => (spoil(message.data), spoil(first!.data), message.data),
    },
  });
  const guarded = createKinds([kind], () => undefined).of(type)!;
  const [message, given] = [answer('a', 1), answer('b', 2)];
  guarded.validate(message.data);
  guarded.fallback(message.data);
  guarded.describe(message.data, reader);
  guarded.stateOf(message, [given]);
  expect([message.data, given.data]).toEqual([bytes(1, 1), bytes(1, 2)]);
});

test('without answers, the state is the data itself', () => {
  const kind = createKinds([countKind({ answers: undefined })], () => undefined).of(type)!;
  expect(kind.takesAnswers).toBe(false);
  expect(kind.stateOf(answer('a', 5), [answer('b', 1)])).toEqual(bytes(1, 5));
});

test('with answers, each sender’s newest ones count, in the order given', () => {
  const kind = createKinds([countKind()], () => undefined).of(type)!;
  const answers = [answer('a', 1), answer('b', 2), answer('a', 3), answer('a', 4)];
  expect(kind.stateOf(answer('a', 0), answers)).toEqual(bytes(2, 3, 4));
});

test('nobody can push out the answer of another by giving many', () => {
  const flood = Array.from({ length: 50 }, (_, value) => answer('m', value));
  const answers = [answer('a', 100), answer('b', 101), ...flood];
  const values = (chosen: readonly KindContent[]): unknown => chosen.map(({ data }) => data[1]);
  expect(values(answersThatCount(answers, 16, 4))).toEqual([100, 101, 48, 49]);
  expect(values(answersThatCount(answers, 1, 4_096))).toEqual([100, 101, 49]);
  expect(answersThatCount([], 3, 3)).toEqual([]);
});

test('a media type that no plugin has is unknown', () => {
  const kinds = createKinds([], () => undefined);
  expect(kinds.of(type)).toBeUndefined();
  expect(kinds.validate(type, bytes())).toBeUndefined();
});

test('the kinds of all plugins are opened, in their order', async () => {
  const other = countKind({ mediaType: 'application/vnd.sotto-test.other' });
  const opened = await openKinds([plugin([countKind()]), plugin([other], 'kinds-other')], services);
  expect(opened.map(({ mediaType }) => mediaType)).toEqual([type, other.mediaType]);
  expect(await openKinds([], services)).toEqual([]);
});

const unusable: readonly (readonly [string, unknown])[] = [
  ['no list', undefined],
  ['an empty list', []],
  ['no kind', [null]],
  [
    'too many',
    Array.from({ length: 17 }, (_, index) => countKind({ mediaType: `${type}${index}` })),
  ],
  ['a media type of the handset', [countKind({ mediaType: 'text/plain' })]],
  ['one media type twice', [countKind(), countKind()]],
  ['a bound past the point’s', [countKind({ maxBytes: kindLimits.maxDataBytes + 1 })]],
  ['no validate', [countKind({ validate: undefined as never })]],
  ['answers without a fold', [countKind({ answers: { perSender: 1 } as never })]],
  ['answers of nobody', [countKind({ answers: { perSender: 0, fold: () => bytes() } })]],
  ['a view of one string', [countKind({ view: '<p>' as never })]],
  ['a view too long', [countKind({ view: { markup: 'a'.repeat(65_537), style: '', script: '' } })]],
];

test.each(unusable)('a plugin with %s cannot be used', async (_, kinds) => {
  await expect(openKinds([plugin(kinds)], services)).rejects.toMatchObject({
    code: 'PLUGIN_UNUSABLE',
  });
});

test('two plugins for one media type cannot be used', async () => {
  const both = [plugin([countKind()]), plugin([countKind()], 'kinds-twin')];
  await expect(openKinds(both, services)).rejects.toMatchObject({ code: 'PLUGIN_UNUSABLE' });
});

function bytes(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values);
}

function boom(): never {
  throw new Error('boom');
}

function gives(value: unknown): () => never {
  return () => value as never;
}
