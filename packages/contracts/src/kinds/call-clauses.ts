import { isKindSummary, isKindText } from '@sotto/core';
import type { KindVerdict, MessageKind } from '@sotto/core';
import { ClauseFailure, ensure, ensureEqual } from '../ensure.ts';
import type { KindSample, KindsClauses } from './subject.ts';
import { cutAndExtended, hostileBytes, samplesOf } from './variations.ts';

/** What is said of one content by itself. */
export const kindCallClauses: KindsClauses<
  | 'samples-ok'
  | 'any-bytes-get-a-verdict'
  | 'answers-only-where-taken'
  | 'whole-or-refused'
  | 'fallback-text'
> = {
  'samples-ok': {
    promise: 'each sample is ok, in its role, within the bound of its kind, with a summary',
    check: async ({ create, subject }) => {
      for (const kind of (await create()).kinds) {
        for (const { data, role } of samplesOf(kind, subject.samples)) {
          ensure(data.length <= kind.maxBytes, `a sample of ${data.length} bytes`);
          const verdict = judged(kind, data);
          ensure(verdict.ok, 'a sample was refused');
          ensureEqual(verdict.role, role, 'role');
          ensure(isKindSummary(verdict.summary), 'a summary that is none');
        }
      }
    },
  },
  'any-bytes-get-a-verdict': {
    promise: 'any bytes get a verdict, and what is ok has a summary of one line',
    check: async ({ create, subject }) => {
      for (const kind of (await create()).kinds) {
        for (const data of hostileBytes(kind, subject.samples)) {
          const verdict = judged(kind, data);
          ensure(
            !verdict.ok || isKindSummary(verdict.summary),
            `a summary that is none, of ${data.length} bytes`,
          );
        }
      }
    },
  },
  'answers-only-where-taken': {
    promise: 'a kind that takes no answers finds none',
    check: async ({ create, subject }) => {
      for (const kind of (await create()).kinds) {
        if (kind.answers !== undefined) continue;
        const all = [
          ...samplesOf(kind, subject.samples).map(({ data }) => data),
          ...hostileBytes(kind, subject.samples),
        ];
        for (const data of all) {
          const verdict = judged(kind, data);
          ensure(!verdict.ok || verdict.role === 'message', 'an answer was found');
        }
      }
    },
  },
  'whole-or-refused': {
    promise: 'a content that was cut short, or has something behind it, is refused',
    check: async ({ create, subject }) => {
      for (const kind of (await create()).kinds) {
        for (const sample of samplesOf(kind, subject.samples)) {
          for (const data of cutAndExtended(sample)) {
            if (data.length > kind.maxBytes) continue;
            ensure(!judged(kind, data).ok, `${data.length} of ${sample.data.length} bytes are ok`);
          }
        }
      }
    },
  },
  'fallback-text': {
    promise: 'whatever is ok has a fallback: some plain text, bounded',
    check: async ({ create, subject }) => {
      for (const kind of (await create()).kinds) {
        for (const data of okBytes(kind, subject.samples)) {
          const text = called('fallback', () => kind.fallback(data.slice()));
          ensure(isKindText(text), 'a fallback that is no plain text, or too long');
        }
      }
    },
  },
};

/** The samples, and of the hostile bytes those that happen to be ok in that role. */
export function okBytes(
  kind: MessageKind,
  samples: readonly KindSample[],
  role?: KindSample['role'],
): Uint8Array[] {
  const hostile = hostileBytes(kind, samples).filter((data) => {
    const verdict = judged(kind, data);
    return verdict.ok && (role === undefined || verdict.role === role);
  });
  return [...samplesOf(kind, samples, role).map(({ data }) => data), ...hostile];
}

function judged(kind: MessageKind, data: Uint8Array): KindVerdict {
  const verdict = called('validate', () => kind.validate(data.slice()));
  ensure(typeof verdict?.ok === 'boolean', `no verdict on ${data.length} bytes`);
  if (verdict.ok) {
    ensure(verdict.role === 'message' || verdict.role === 'answer', 'a verdict without a role');
  }
  return verdict;
}

/** The result of a call that must not throw. */
export function called<T>(name: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw new ClauseFailure(`${name} throws`, { cause: error });
  }
}
