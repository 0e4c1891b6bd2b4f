import { shortId } from '../short-id.ts';
import { localTime } from './local-time.ts';
import type { MessageRow, PictureFields } from './message-row.ts';
import { safeLine, safeLines } from '@sotto/terminal';

const indent = '    ';
/** Characters of the message that is answered. */
const maxExcerptChars = 60;

/** A message as people read it: when, its short id, who, what is to be known of it in brackets, and its text. */
export function messageText(row: MessageRow): string {
  const when = localTime(row.sentAt);
  if (row.kind === 'event') return `${when}  ${safeLine(`${row.conversationName}: ${row.text}`)}`;
  const remarks = remarksOn(row);
  const inBrackets = remarks.length === 0 ? '' : ` (${remarks.join(', ')})`;
  const head = `${when}  ${shortId(row.id)}  ${whoText(row)}${inBrackets}`;
  return `${head}: ${safeLines(bodyText(row), indent)}`;
}

function whoText({ mine, senderName, conversationKind, conversationName }: MessageRow): string {
  if (conversationKind === 'group')
    return `${mine ? 'me' : safeLine(senderName)} in ${safeLine(conversationName)}`;
  return mine ? `me to ${safeLine(conversationName)}` : safeLine(senderName);
}

function remarksOn(row: MessageRow): readonly string[] {
  const remarks: string[] = [];
  if (row.mine && row.conversationKind !== 'notes') remarks.push(stateText(row));
  if (row.replyTo !== undefined) remarks.push(replyText(row.replyTo));
  if (row.forwarded) remarks.push('forwarded');
  if (row.editedAt !== undefined) remarks.push('edited');
  if (row.mentionsMe) remarks.push('mentions you');
  if (row.pinned) remarks.push('pinned');
  if (row.disappearsAt !== undefined) remarks.push(`until ${localTime(row.disappearsAt)}`);
  for (const { reaction, names } of row.reactions)
    remarks.push(safeLine(`${reaction} ${names.join(' and ')}`));
  return remarks;
}

function stateText({ state, failure, receipts }: MessageRow): string {
  if (failure === 'BACKUP_UNSENT') return 'not sent when the backup was made: sotto retry sends it';
  if (failure !== undefined) return safeLine(failure);
  if (receipts === undefined || receipts.delivered === 0) return state;
  const { delivered, read, of } = receipts;
  return read === 0 ? `delivered to ${delivered} of ${of}` : `read by ${read} of ${of}`;
}

function replyText({ senderName, excerpt }: NonNullable<MessageRow['replyTo']>): string {
  if (excerpt === '') return 'answers a message that is not here';
  const characters = Array.from(excerpt.replaceAll(/\s+/g, ' '));
  const shown = characters.slice(0, maxExcerptChars).join('');
  const more = characters.length > maxExcerptChars ? '…' : '';
  return safeLine(`answers ${senderName}, “${shown}${more}”`);
}

function bodyText(row: MessageRow): string {
  const { kind, text, pictures = [] } = row;
  switch (kind) {
    case 'picture':
    case 'pictures':
      return pictures.map(pictureText).join('\n');
    case 'once':
      return onceText(row);
    case 'deleted':
      return '[deleted]';
    case 'unknown':
      return `[a message that this version cannot show] ${text}`.trimEnd();
    case 'text':
    case 'custom':
    case 'event':
      return text;
  }
}

function onceText({ mine, once }: MessageRow): string {
  const { of = 'text', count = 1, state = 'closed' } = once ?? {};
  const what = of === 'text' ? 'text' : count === 1 ? 'picture' : `${count} pictures`;
  if (state === 'opened') return `[${what} to be shown once, opened]`;
  return `[${what} to be shown once${mine ? '' : ': sotto open shows it'}]`;
}

function pictureText({ caption, width, height, sizeBytes }: PictureFields): string {
  return `[picture ${width} × ${height}, ${Math.ceil(sizeBytes / 1_000)} kB] ${caption}`.trimEnd();
}
