import { isKindText, kindLimits } from '@sotto/core';
import type { KindContent, MessageKind } from '@sotto/core';
import { ensure, ensureBytes } from '../ensure.ts';
import { called, okBytes } from './call-clauses.ts';
import type { KindSample, KindsClauses } from './subject.ts';
import { contentOf, readers, samplesOf } from './variations.ts';

/** What becomes of a message and its answers, and what holds for every call. */
export const kindStateClauses: KindsClauses<
  'fold-any-answers' | 'describe-any-reader' | 'same-result-again' | 'bytes-untouched' | 'own-bytes'
> = {
  'fold-any-answers': {
    promise: 'any answers that are ok by themselves, up to 4,096, give a state within its bound',
    check: async ({ create, subject }) => {
      for (const kind of (await create()).kinds) {
        for (const { message, answers } of threads(kind, subject.samples)) {
          const state = stateOf(kind, message, answers);
          ensure(state instanceof Uint8Array, 'a state that is no bytes');
          ensure(
            state.length <= kindLimits.maxStateBytes,
            `${state.length} bytes after ${answers.length} answers`,
          );
        }
      }
    },
  },
  'describe-any-reader': {
    promise: 'every state has a description for every reader: some plain text, bounded',
    check: async ({ create, subject }) => {
      for (const kind of (await create()).kinds) {
        for (const { message, answers } of threads(kind, subject.samples)) {
          const state = stateOf(kind, message, answers);
          for (const reader of readers) {
            const text = called('describe', () => kind.describe(state.slice(), reader));
            ensure(isKindText(text), 'a description that is no plain text, or too long');
          }
        }
      }
    },
  },
  'same-result-again': {
    promise: 'the same bytes give the same results, whatever was called and how much time went by',
    check: async ({ create, clock, subject }) => {
      const kindsOf = async () => (await create()).kinds;
      const results = (kinds: readonly MessageKind[]): string[] =>
        kinds.flatMap((kind) =>
          samplesOf(kind, subject.samples).map((one) => resultsOf(kind, one)),
        );
      const kinds = await kindsOf();
      const before = results(kinds);
      clock.advance(86_400_000);
      const backwards = results(kinds.toReversed());
      ensure(
        before.every((result) => backwards.includes(result)),
        'another result',
      );
      ensure(results(await kindsOf()).join() === before.join(), 'another result when created anew');
    },
  },
  'bytes-untouched': {
    promise: 'the bytes that are handed in are left as they are',
    check: async ({ create, subject }) => {
      for (const kind of (await create()).kinds) {
        const answers = samplesOf(kind, subject.samples, 'answer').map(({ data }) => data.slice());
        for (const { data, role } of samplesOf(kind, subject.samples)) {
          const given = data.slice();
          called('validate', () => kind.validate(given));
          called('fallback', () => kind.fallback(given));
          if (role === 'message') {
            const state = stateOf(kind, given, contentsOf(answers));
            const kept = state.slice();
            called('describe', () => kind.describe(state, readers[0]!));
            ensureBytes(state, kept, 'the state after describe');
          }
          ensureBytes(given, data, 'a content');
        }
        samplesOf(kind, subject.samples, 'answer').forEach(({ data }, index) =>
          ensureBytes(answers[index], data, 'an answer'),
        );
      }
    },
  },
  'own-bytes': {
    promise: 'a state shares no memory with what was handed in, nor with a state given before',
    check: async ({ create, subject }) => {
      for (const kind of (await create()).kinds) {
        if (kind.answers === undefined) continue;
        for (const { data } of samplesOf(kind, subject.samples, 'message')) {
          const given = data.slice();
          const first = stateOf(kind, given, []);
          const kept = first.slice();
          given.fill(0xa5);
          ensureBytes(first, kept, 'a state after its message was overwritten');
          first.fill(0xa5);
          ensureBytes(stateOf(kind, data.slice(), []), kept, 'the next state');
        }
      }
    },
  },
};

interface Thread {
  readonly message: Uint8Array;
  readonly answers: readonly KindContent[];
}

/** Every message with no answers, with every answer there is, whomever it was meant for, and with as many as can be. */
function threads(kind: MessageKind, samples: readonly KindSample[]): Thread[] {
  const messages = okBytes(kind, samples, 'message');
  if (kind.answers === undefined) return messages.map((message) => ({ message, answers: [] }));
  const answers = okBytes(kind, samples, 'answer');
  const many = Array.from(
    { length: answers.length === 0 ? 0 : kindLimits.maxAnswers },
    (_, person) => contentOf(answers[person % answers.length]!, person),
  );
  return [
    ...messages.flatMap((message) => [
      { message, answers: [] },
      { message, answers: contentsOf(answers) },
    ]),
    ...samplesOf(kind, samples, 'message').map(({ data }) => ({ message: data, answers: many })),
  ];
}

/** Each by somebody of five, so that some answer more than once. */
function contentsOf(answers: readonly Uint8Array[]): KindContent[] {
  return answers.map((data, index) => contentOf(data, index % 5));
}

function stateOf(
  kind: MessageKind,
  message: Uint8Array,
  answers: readonly KindContent[],
): Uint8Array {
  const { answers: rule } = kind;
  if (rule === undefined) return message;
  return called('fold', () => rule.fold(contentOf(message), answers));
}

/** All that a kind says of a sample, as one string. */
function resultsOf(kind: MessageKind, { data, role }: KindSample): string {
  const verdict = called('validate', () => kind.validate(data.slice()));
  const fallback = called('fallback', () => kind.fallback(data.slice()));
  if (role === 'answer') return JSON.stringify([kind.mediaType, verdict, fallback]);
  const state = stateOf(kind, data.slice(), []);
  const texts = readers.map((reader) =>
    called('describe', () => kind.describe(state.slice(), reader)),
  );
  return JSON.stringify([kind.mediaType, verdict, fallback, [...state], texts]);
}
