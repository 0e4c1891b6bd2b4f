import type { WipeCheck, WipeTest } from '@sotto/handset';
import { isoTime } from './iso-time.ts';
import { localTime } from './local-time.ts';

/** The handset of a folder is gone. */
export interface WipedRow {
  readonly type: 'wiped';
  readonly data: string;
  /** A program that did not answer still runs with what it had in memory. */
  readonly held: boolean;
}

/** What came of testing the wipe on a throwaway handset. */
export interface WipeTestRow {
  readonly type: 'wipe-test';
  readonly at: string;
  readonly passed: boolean;
  readonly checks: readonly WipeCheck[];
}

export function wipeTestRow({ atMs, passed, checks }: WipeTest): WipeTestRow {
  return { type: 'wipe-test', at: isoTime(atMs), passed, checks };
}

export function wipedText({ held }: WipedRow): string {
  const wiped = 'The handset is wiped.';
  return held
    ? `${wiped} Another program had it open and does not answer: end that program, or restart this machine.`
    : wiped;
}

export function wipeTestText({ at, passed, checks }: WipeTestRow): string {
  const lines = checks.map(
    ({ check, outcome, code }) => `${outcomes[outcome]}  ${words[check]}${code ? `  ${code}` : ''}`,
  );
  return [
    `${passed ? 'The wipe works' : 'THE WIPE DOES NOT WORK'}, ${localTime(at)}`,
    ...lines,
  ].join('\n');
}

/** In a line of `sotto status`. */
export function wipeTestSummary({ atMs, passed }: WipeTest): string {
  return `${passed ? 'passed' : 'FAILED: sotto wipe test tells more'}, ${localTime(isoTime(atMs))}`;
}

const outcomes: Readonly<Record<WipeCheck['outcome'], string>> = {
  passed: 'ok      ',
  failed: 'FAILED  ',
  unseen: 'unseen  ',
  skipped: 'skipped ',
};

const words: Readonly<Record<WipeCheck['check'], string>> = {
  opens: 'a throwaway handset was made, and opened by its passphrase',
  found: 'its sealed bytes were found in its files',
  wiped: 'it was wiped',
  refused: 'its passphrase opens nothing any more',
  empty: 'its store gives nothing any more',
  gone: 'neither its keys nor its records are in its files',
};
