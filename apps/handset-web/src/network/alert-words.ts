import type { KnownNetwork, NetworkNotice } from '@sotto/handset';
import { isolate, tList } from '../strings/language.ts';
import type { Alert } from './alerts.ts';
import type { ChosenText } from './local-text.ts';
import { textFor } from './local-text.ts';
import type { SignName } from './sign.tsx';
import { when } from './when.ts';
import type { WordKey } from './words/en.ts';
import { w, wCount } from './words/words.ts';

/** What an alert says, in plain words. */
export interface AlertWords {
  readonly sign: SignName;
  readonly title: string;
  /** What it means, and what to do. */
  readonly means: readonly string[];
  /** In the own words of who says it. */
  readonly said?: ChosenText;
  /** Since when, until when, by whom. */
  readonly facts: readonly string[];
  /** Where it is in the log. */
  readonly entry?: number;
}

export const gradeWords: Readonly<
  Record<NetworkNotice['grade'], readonly [SignName, WordKey, WordKey]>
> = {
  advice: ['advice', 'gradeAdvice', 'adviceMeans'],
  update: ['update', 'gradeUpdate', 'updateMeans'],
  stopSending: ['stop', 'gradeStopSending', 'stopSendingMeans'],
  move: ['move', 'gradeMove', 'moveMeans'],
  destroyKeys: ['destroy', 'gradeDestroyKeys', 'destroyKeysMeans'],
};

type Level = NonNullable<KnownNetwork['freeze']>['level'];

const levelWords: Readonly<Record<Level, readonly [WordKey, WordKey]>> = {
  advice: ['frozenAdvice', 'frozenAdviceMeans'],
  noUpdates: ['frozenUpdates', 'frozenUpdatesMeans'],
  noNewMembers: ['frozenMembers', 'frozenMembersMeans'],
  noSending: ['frozenSending', 'frozenSendingMeans'],
};

export function wordsOf(alert: Alert): AlertWords {
  switch (alert.kind) {
    case 'notice':
      return noticeWords(alert.notice);
    case 'freeze': {
      const { level, loggedAtMs, endsAtMs, reasons, signedBy, entry } = alert.freeze;
      const [title, means] = levelWords[level];
      const until = when(endsAtMs);
      return {
        sign: 'pause',
        title: w(title, { date: until }),
        means: [w(means)],
        said: textFor(reasons),
        facts: [
          w('frozenSince', { since: when(loggedAtMs), until }),
          signedText(signedBy, loggedAtMs),
        ],
        entry,
      };
    }
    case 'lied':
      return {
        sign: 'split',
        title: w('liedTitle'),
        means: [w('liedMeans'), w('liedDo')],
        facts: [],
      };
    case 'alarm': {
      const { witness, raisedAtMs, texts } = alert.alarm;
      return {
        sign: 'alarm',
        title: w('alarmTitle', { witness: isolate(witness) }),
        means: [w('alarmMeans'), w('alarmDo')],
        said: textFor(texts),
        facts: [w('signedBy', { names: isolate(witness), date: when(raisedAtMs) })],
      };
    }
    case 'silence':
      return silenceWords(alert);
    case 'recovery': {
      const { announcedAtMs, inForceFromMs, name } = alert.recovery;
      return {
        sign: 'key',
        title: w('recoveryTitle', { date: when(inForceFromMs) }),
        means: [w('recoveryMeans', { announced: when(announcedAtMs), name: isolate(name) })],
        facts: [],
      };
    }
    case 'moving': {
      const { doneConversations, totalConversations } = alert.moving;
      const title = wCount('moving', totalConversations, { done: doneConversations });
      return { sign: 'move', title, means: [], facts: [] };
    }
  }
}

export function noticeWords(notice: NetworkNotice): AlertWords {
  const { grade, texts, signedBy, loggedAtMs, expiresAtMs, entry } = notice;
  const [sign, title, means] = gradeWords[grade];
  return {
    sign,
    title: w(title),
    means: [w(means)],
    said: textFor(texts),
    facts: [signedText(signedBy, loggedAtMs), w('standsUntil', { date: when(expiresAtMs) })],
    entry,
  };
}

function silenceWords({ of, pulse }: Extract<Alert, { kind: 'silence' }>): AlertWords {
  const silent = pulse.step === 'silent';
  const [title, means]: readonly [WordKey, WordKey] =
    of === 'operators'
      ? silent
        ? ['operatorsSilent', 'operatorsSilentMeans']
        : ['operatorsLate', 'operatorsLateMeans']
      : silent
        ? ['witnessesSilent', 'witnessesSilentMeans']
        : ['witnessesLate', 'witnessesLateMeans'];
  const date = when(pulse.sinceMs);
  return { sign: 'quiet', title: w(title, { date }), means: [w(means)], facts: [] };
}

function signedText(names: readonly string[], atMs: number): string {
  return w('signedBy', { names: tList(names.map(isolate)), date: when(atMs) });
}
