import type { KnownNetwork, Network, NetworkNotice } from '@sotto/handset';
import { isoTime } from '../iso-time.ts';
import { localTime } from '../local-time.ts';
import { textFor } from './text-for.ts';

/** One thing about the network that whoever uses this handset has to know, on one line. Names and texts in it are not yet safe to print. */
export interface News {
  /** The same thing keeps its key. */
  readonly key: string;
  readonly line: string;
}

/** What is told before the results of other commands, the gravest first. */
export function newsOf(network: Network): readonly News[] {
  if (network.state !== 'known') return [];
  const { notices, freeze, evidence, alarms, recovery, moving } = network;
  const { witnessPulse, operatorPulse } = network;
  const { name } = network;
  const news = notices.filter((notice) => !notice.isSeen || isGrave(notice)).map(noticeNews(name));
  if (freeze) news.push(freezeNews(name, freeze));
  if (evidence > 0)
    news.push({
      key: 'lied',
      line: `THE LOG of ${name} was shown in two versions: sotto network evidence FILE saves the proof.`,
    });
  news.push(...alarms.map(alarmNews));
  news.push(...silenceNews('witnesses', name, witnessPulse));
  news.push(...silenceNews('operators', name, operatorPulse));
  if (recovery) {
    const from = at(recovery.inForceFromMs);
    const line = `The keys behind ${name} are to be replaced on ${from}: sotto network tells more.`;
    news.push({ key: `recovery ${recovery.announcedAtMs}`, line });
  }
  if (moving) {
    const { doneConversations: done, totalConversations: total } = moving;
    const line = `Moving to other relays: ${done} of ${total} conversations.`;
    news.push({ key: `moving ${done}`, line });
  }
  return news;
}

function alarmNews({ witness, raisedAtMs, texts }: KnownNetwork['alarms'][number]): News {
  return {
    key: `alarm ${witness} ${raisedAtMs}`,
    line: `ALARM by the witness ${witness}, not by the operators, on ${at(raisedAtMs)}: ${quoted(texts)}`,
  };
}

/** Those that are told as long as they stand. */
function isGrave({ grade }: NetworkNotice): boolean {
  return grade !== 'advice' && grade !== 'update';
}

function noticeNews(name: string): (notice: NetworkNotice) => News {
  return ({ number, grade, texts, signedBy, loggedAtMs }) => ({
    key: `notice ${number}`,
    line: `${gradeHeads[grade]}, say the operators of ${name}: ${quoted(texts)}, signed by ${names(signedBy)} on ${at(loggedAtMs)}`,
  });
}

const gradeHeads = {
  advice: 'Advice',
  update: 'UPDATE Sotto',
  stopSending: 'STOP SENDING',
  move: 'MOVE',
  destroyKeys: 'DESTROY YOUR KEYS (nothing is erased by itself)',
} as const;

function freezeNews(
  name: string,
  { level, reasons, entry, signedBy, endsAtMs }: NonNullable<KnownNetwork['freeze']>,
): News {
  return {
    key: `freeze ${entry}`,
    line: `FROZEN by the operators of ${name} until ${at(endsAtMs)}, ${levelTexts[level]}: ${quoted(reasons)}, signed by ${names(signedBy)}`,
  };
}

export const levelTexts = {
  advice: 'restraint is asked for',
  noUpdates: 'no updates',
  noNewMembers: 'nobody new can come in',
  noSending: 'nothing can be sent',
} as const;

function silenceNews(
  who: 'operators' | 'witnesses',
  name: string,
  { step, sinceMs }: KnownNetwork['operatorPulse'],
): readonly News[] {
  if (step === 'fresh') return [];
  const since = at(sinceMs);
  const line =
    step === 'late'
      ? `The ${who} of ${name} have been quiet since ${since}.`
      : who === 'operators'
        ? `NOBODY has heard from the operators of ${name} since ${since}.`
        : `NO WITNESS has vouched for the log of ${name} since ${since}.`;
  return [{ key: `${who} ${step}`, line }];
}

/** On one line, whatever is in it. */
function quoted(texts: NetworkNotice['texts']): string {
  return `“${textFor(texts).replaceAll('\n', ' ')}”`;
}

function names(all: readonly string[]): string {
  return all.join(', ');
}

function at(ms: number): string {
  return localTime(isoTime(ms));
}
