import type { ContactRow, InviteRow, MessageRow, Row, StatusRow } from './row.ts';
import { safeLine, safeLines } from './safe-text.ts';

const indent = '    ';

/** A row as people read it; `undefined` when it is nothing for them. */
export function rowText(row: Row): string | undefined {
  switch (row.type) {
    case 'handset':
      return `A handset was made in ${safeLine(row.data)}\nidentity  ${row.identity}\nrelay     ${row.relay}`;
    case 'invite':
      return inviteText(row);
    case 'contact':
      return contactText(row);
    case 'message':
      return messageText(row);
    case 'status':
      return statusText(row);
    case 'safety-number':
      return `${safeLine(row.contact)}: ${verifiedText[row.verified]}\n${numberText(row.groups)}`;
    case 'picture':
      return row.file === undefined
        ? `the picture of message ${row.message} could not be saved: ${safeLine(row.failure ?? '')}`
        : `saved ${safeLine(row.file)}`;
    case 'connection':
    case 'progress':
    case 'notice':
      return undefined;
  }
}

const verifiedText: Readonly<Record<ContactRow['verified'], string>> = {
  compared: 'verified: the safety numbers were compared',
  invite: 'known by the invite link; compare the safety numbers to be sure',
  none: 'not verified: compare the safety numbers',
};

function inviteText({ id, state, link, label, expiresAt }: InviteRow): string {
  const note = label ? `  ${safeLine(label)}` : '';
  if (state !== 'waiting' || link === undefined) return `invite ${id} ${state}${note}`;
  return `${link}\n${indent}invite ${id}, can be used until ${localTime(expiresAt ?? '')}${note}`;
}

function contactText(row: ContactRow): string {
  const unread = row.unread > 0 ? `  ${row.unread} unread` : '';
  return `${safeLine(row.name)}  ${row.conversation}  ${row.verified}${unread}`;
}

function messageText(row: MessageRow): string {
  const who = row.mine ? `me to ${safeLine(row.contact)}` : safeLine(row.contact);
  const state = row.mine ? ` (${row.failure ?? row.state})` : '';
  return `${localTime(row.sentAt)}  ${who}${state}: ${safeLines(bodyText(row), indent)}`;
}

function bodyText({ kind, text, width, height, sizeBytes }: MessageRow): string {
  if (kind === 'text') return text;
  if (kind === 'unknown') return `[a message that this version cannot show] ${text}`.trimEnd();
  const kilobytes = Math.ceil((sizeBytes ?? 0) / 1_000);
  return `[picture ${width} × ${height}, ${kilobytes} kB] ${text}`.trimEnd();
}

function statusText(row: StatusRow): string {
  const lines = [
    `identity       ${row.identity}`,
    `name           ${safeLine(row.name)}`,
    `relay          ${row.relay}`,
    `connection     ${row.connection}${row.watched ? ', held open by sotto watch' : ''}`,
    `queued         ${row.queued}`,
    `conversations  ${row.conversations}`,
    `used           ${Math.ceil(row.usedBytes / 1_000)} kB`,
  ];
  if (row.clockSkewMs !== undefined && Math.abs(row.clockSkewMs) > 60_000) {
    lines.push(`clock          ${Math.round(row.clockSkewMs / 60_000)} minutes off the relay's`);
  }
  const dropped = Object.entries(row.dropped).filter(([, count]) => count > 0);
  if (dropped.length > 0) {
    lines.push(`dropped        ${dropped.map(([why, count]) => `${count} ${why}`).join(', ')}`);
  }
  return lines.join('\n');
}

function numberText(groups: readonly string[]): string {
  const lines: string[] = [];
  for (let at = 0; at < groups.length; at += 4) lines.push(groups.slice(at, at + 4).join(' '));
  return lines.join('\n');
}

function localTime(iso: string): string {
  const date = new Date(iso);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
