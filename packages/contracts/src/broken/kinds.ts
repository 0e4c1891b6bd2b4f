import type { KindAnswers, KindView, MessageKind } from '@sotto/core';
import type { Flaw, Flaws } from '../contract.ts';
import { flawOf } from '../contract.ts';
import type { KindsClauseId } from '../kinds/subject.ts';

const emptyView: KindView = { markup: '<p></p>', style: '', script: '' };

/** For each clause of the `kinds` point, an implementation that breaks it. */
export const brokenKinds: Flaws<KindsClauseId, 'kinds'> = {
  'kinds-listed': each(() => ({ mediaType: 'text/plain' })),
  'same-kinds-again': (create) => {
    let created = 0;
    return async () => {
      const { kinds } = await create();
      return { kinds: created++ === 0 ? kinds : [] };
    };
  },
  'samples-ok': each(() => ({ validate: () => ({ ok: false }) })),
  'any-bytes-get-a-verdict': each(({ validate }) => ({
    validate: (data) => {
      if (data.length < 2) throw new RangeError('Too short.');
      return validate(data);
    },
  })),
  'answers-only-where-taken': each(({ validate }) => ({
    answers: undefined,
    validate: (data) => {
      const verdict = validate(data);
      return verdict.ok ? { ...verdict, role: 'answer' } : verdict;
    },
  })),
  // Reads what it needs and looks no further.
  'whole-or-refused': each(({ validate, maxBytes }) => ({
    validate: (data) => {
      const whole = validate(data);
      for (let end = data.length; !whole.ok && end > 0 && data.length < maxBytes; end--) {
        const front = validate(data.slice(0, end));
        if (front.ok) return front;
      }
      return whole;
    },
  })),
  'fallback-text': each(({ fallback }) => ({ fallback: (data) => `\u001b[1m${fallback(data)}` })),
  'fold-any-answers': folding(() => new Uint8Array(524_289)),
  'describe-any-reader': each(({ describe }) => ({
    describe: (state, reader) =>
      describe(state, { ...reader, language: new Intl.Locale(reader.language).language }),
  })),
  'same-result-again': each(({ validate }) => {
    let calls = 0;
    return {
      validate: (data) => {
        const verdict = validate(data);
        calls += 1;
        return verdict.ok ? { ...verdict, summary: `${calls}` } : verdict;
      },
    };
  }),
  'bytes-untouched': each(({ fallback }) => ({
    fallback: (data) => {
      const text = fallback(data);
      data.fill(0);
      return text;
    },
  })),
  'own-bytes': folding((message) => message.data),
  'view-bounded': each(() => ({ view: { ...emptyView, script: ';'.repeat(65_537) } })),
  'view-contained': each(({ view = emptyView }) => ({
    view: { ...view, markup: `${view.markup}<img alt="" src="//tracker.example/">` },
  })),
};

function each(change: (kind: MessageKind) => Partial<MessageKind>): Flaw<'kinds'> {
  return flawOf(({ kinds }) => ({ kinds: kinds.map((kind) => ({ ...kind, ...change(kind) })) }));
}

/** Also for a kind that takes no answers: then it takes some. */
function folding(fold: KindAnswers['fold']): Flaw<'kinds'> {
  return each(({ answers }) => ({ answers: { perSender: answers?.perSender ?? 1, fold } }));
}
