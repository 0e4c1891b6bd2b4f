import type { ConversationRow } from './conversation-row.ts';
import type { DeviceRow } from './device-row.ts';
import { durationText } from './duration-text.ts';
import { lostText } from './lost-row.ts';
import { localTime } from './local-time.ts';
import type { LockerPictureRow } from './locker-rows.ts';
import { messageText } from './message-text.ts';
import { actText } from './network/act-text.ts';
import { networkText, proofText } from './network/network-text.ts';
import { protectionText } from './protection-row.ts';
import type { ContactRow, MemberRow } from './people-rows.ts';
import type { InviteRow, PictureRow, Row, SettingsRow } from './row.ts';
import { safeLine, safeLines } from '@sotto/terminal';
import { statusText } from './status-text.ts';
import { backupPlanText, backupText, keepingText, recoveryKeyText } from './backup-row.ts';
import { storageText } from './storage-row.ts';
import { wipedText, wipeTestText } from './wipe-row.ts';

const indent = '    ';
const shownIdentityChars = 16;

/** A row as people read it; `undefined` when it is nothing for them. */
export function rowText(row: Row): string | undefined {
  switch (row.type) {
    case 'handset':
      return `A handset was made in ${safeLine(row.data)}\nidentity  ${row.identity}\nrelay     ${row.relay}`;
    case 'invite':
      return inviteText(row);
    case 'conversation':
      return conversationText(row);
    case 'contact':
      return contactText(row);
    case 'member':
      return memberText(row);
    case 'device':
      return deviceText(row);
    case 'device-code':
      return `On a device that you have already, within 10 minutes:\nsotto device link ${row.code}`;
    case 'message':
      // Who reads a screen has no use for every step of a message's way.
      return row.changed?.every((change) => change === 'state') ? undefined : messageText(row);
    case 'version':
      return `${localTime(row.at)}  ${safeLines(row.text, indent)}`;
    case 'once':
      return safeLines(row.text, '');
    case 'locker':
      return row.state === 'absent'
        ? 'There is no locker any more.'
        : 'The locker is made, and locked.';
    case 'locker-note':
      return `${row.id.slice(0, shownIdentityChars)}  ${localTime(row.changedAt)}  ${safeLine(row.title)}\n${indent}${safeLines(row.text, indent)}`;
    case 'locker-picture':
      return lockerPictureText(row);
    case 'draft':
      return row.text === '' ? undefined : safeLines(row.text, '');
    case 'settings':
      return settingsText(row);
    case 'protection':
      return protectionText(row);
    case 'status':
      return statusText(row);
    case 'network':
      return networkText(row);
    case 'act':
      return actText(row);
    case 'proof':
      return proofText(row);
    case 'log-file':
      return `The log was saved as ${safeLine(row.file)}, ${Math.ceil(row.sizeBytes / 1_000)} kB`;
    case 'safety-number':
      return `${safeLine(row.name)}: ${verifiedText[row.verified]}\n${numberText(row.groups)}`;
    case 'picture':
      return pictureText(row);
    case 'lost':
      return lostText(row);
    case 'backup':
      return backupText(row);
    case 'backup-keeping':
      return keepingText(row);
    case 'backup-plan':
      return backupPlanText(row);
    case 'recovery-key':
      return recoveryKeyText(row);
    case 'storage':
      return storageText(row);
    case 'wiped':
      return wipedText(row);
    case 'wipe-test':
      return wipeTestText(row);
    case 'erased':
      return erasedText[row.deleted ?? 'elsewhere'];
    case 'connection':
    case 'progress':
    case 'transfer':
    case 'notice':
    case 'typing':
      return undefined;
  }
}

const verifiedText: Readonly<Record<ContactRow['verified'], string>> = {
  compared: 'verified: the safety numbers were compared',
  invite: 'known by the invite link; compare the safety numbers to be sure',
  none: 'not verified: compare the safety numbers',
};

const erasedText = {
  here: 'deleted here; the others still have it',
  everyone: 'deleted here, and for everyone whose handset follows',
  elsewhere: undefined,
} as const;

function inviteText({ id, state, link, label, expiresAt }: InviteRow): string {
  const note = label ? `  ${safeLine(label)}` : '';
  if (state !== 'waiting' || link === undefined) return `invite ${id} ${state}${note}`;
  return `${link}\n${indent}invite ${id}, can be used until ${localTime(expiresAt ?? '')}${note}`;
}

function conversationText(row: ConversationRow): string {
  const { name, conversation, kind, group, verified, state } = row;
  const facts = [kind === 'group' ? `group of ${group?.memberCount ?? 0}` : (verified ?? kind)];
  if (row.forgotten === true) facts.push('forgotten');
  else if (state !== 'active') facts.push(state === 'joining' ? 'coming back' : state);
  if (row.blocked === true) facts.push('blocked');
  if (row.muted) facts.push('muted');
  if (row.unread > 0) facts.push(`${row.unread} unread`);
  if (row.mentions > 0) facts.push(`${row.mentions} of them about you`);
  if (row.disappearAfterSeconds > 0)
    facts.push(`messages disappear after ${durationText(row.disappearAfterSeconds)}`);
  if (group !== undefined && group.waitingFor.length > 0)
    facts.push(safeLine(`waits for ${group.waitingFor.join(', ')}`));
  if (row.changesWaiting > 0) facts.push(`${row.changesWaiting} changes wait`);
  if (group?.membersMayAdd === true) facts.push('members may add others');
  if (group !== undefined && group.editWithinSeconds > 0)
    facts.push(`edits within ${durationText(group.editWithinSeconds)}`);
  if (row.draft !== '') facts.push('has a draft');
  return `${safeLine(name)}  ${conversation}  ${facts.join(', ')}`;
}

function contactText({ name, identity, verified, blocked, conversation }: ContactRow): string {
  const known = conversation === undefined ? 'met in a group' : conversation;
  const shown = identity.slice(0, shownIdentityChars);
  return `${safeLine(name)}  ${shown}  ${known}  ${verified}${blocked ? '  blocked' : ''}`;
}

function memberText({ name, identity, isMe, role, verified, devices }: MemberRow): string {
  const shown = identity.slice(0, shownIdentityChars);
  const facts: string[] = [role, isMe ? 'you' : verified];
  if (devices > 1) facts.push(`${devices} devices`);
  return `${safeLine(name)}  ${shown}  ${facts.join(', ')}`;
}

function deviceText({ device, name, isThis, addedAt, revokedAt }: DeviceRow): string {
  const facts = [isThis ? 'this one' : `added ${localTime(addedAt)}`];
  if (revokedAt !== undefined) facts.push(`revoked ${localTime(revokedAt)}`);
  const shown = device.slice(0, shownIdentityChars);
  return `${name === '' ? 'without a name' : safeLine(name)}  ${shown}  ${facts.join(', ')}`;
}

function settingsText({ readReceipts, deliveryReceipts, typing }: SettingsRow): string {
  const rows = [
    ['read receipts', readReceipts],
    ['delivery receipts', deliveryReceipts],
    ['typing', typing],
  ] as const;
  return rows.map(([label, on]) => `${label.padEnd(17)}  ${on ? 'on' : 'off'}`).join('\n');
}

function pictureText({ file, message, failure }: PictureRow): string {
  return file === undefined
    ? `a picture of message ${message} could not be saved: ${safeLine(failure ?? '')}`
    : `saved ${safeLine(file)}`;
}

function lockerPictureText(row: LockerPictureRow): string {
  const { id, caption, width, height, file, failure } = row;
  if (file !== undefined) return `saved ${safeLine(file)}`;
  if (failure !== undefined) return `the picture could not be saved: ${safeLine(failure)}`;
  const shown = id.slice(0, shownIdentityChars);
  return `${shown}  ${localTime(row.addedAt)}  [picture ${width} × ${height}] ${safeLine(caption)}`.trimEnd();
}

function numberText(groups: readonly string[]): string {
  const lines: string[] = [];
  for (let at = 0; at < groups.length; at += 4) lines.push(groups.slice(at, at + 4).join(' '));
  return lines.join('\n');
}
