import { safeLine, safeLines } from '@sotto/terminal';
import { localTime } from '../local-time.ts';
import type { ActRow } from './act-row.ts';
import { levelTexts } from './network-news.ts';
import { textFor } from './text-for.ts';

/** An entry of the log as people read it: when, what, who signed, and the operators’ words under it. */
export function actText(row: ActRow): string {
  const { entry, loggedAt, signedBy, texts } = row;
  const head = `${String(entry).padStart(6)}  ${loggedAt === undefined ? ' '.repeat(16) : localTime(loggedAt)}`;
  const names = [...new Set(signedBy?.flatMap(({ persons }) => persons))];
  const signed = names.length === 0 ? '' : `  signed by ${safeLine(names.join(', '))}`;
  const words = texts === undefined ? '' : `\n${indent}${safeLines(textFor(texts), indent)}`;
  return `${head}  ${deeds(row)}${signed}${words}`;
}

const indent = ' '.repeat(10);

function deeds(row: ActRow): string {
  const { kind, name = '', version = '', until = '' } = row;
  if (kind === undefined) return `does not count: ${row.refused ?? ''}`;
  switch (kind) {
    case 'charter':
      return row.entry === 0 ? `founded the network ${safeLine(name)}` : 'changed who may do what';
    case 'relays':
      return (row.changes ?? [])
        .map(({ change, relay }) => `${changeTexts[change]} ${safeLine(relay)}`)
        .join(', ');
    case 'notice':
      return `wrote to all members: ${gradeTexts[row.grade ?? 'advice']}, until ${localTime(until)}`;
    case 'freeze':
      return `${levelTexts[row.level ?? 'advice']} until ${localTime(until)}`;
    case 'unfreeze':
      return 'ended the freeze';
    case 'release':
      return `released ${safeLine(name)} ${safeLine(version)}`;
    case 'rebuild':
      return `built ${safeLine(name)} ${safeLine(version)} again from its source`;
    case 'heartbeat':
      return 'said that they are there';
    case 'recovery':
      return 'announced new main keys in place of lost ones';
    case 'recoveryEnd':
      return 'put the announced keys into force';
    case 'recoveryStop':
      return 'stopped the replacement of the keys';
  }
}

const changeTexts = { add: 'added', drain: 'began to close', drop: 'took out' } as const;

export const gradeTexts = {
  advice: 'advice',
  update: 'update Sotto',
  stopSending: 'stop sending',
  move: 'move',
  destroyKeys: 'destroy your keys',
} as const;
