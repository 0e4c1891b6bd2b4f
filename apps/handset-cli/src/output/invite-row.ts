import type { Invite } from '@sotto/handset';
import { isoTime } from './iso-time.ts';
import type { InviteRow } from './row.ts';

export function inviteRow({ id, link, label, expiresAtMs }: Invite): InviteRow {
  return { type: 'invite', id, state: 'waiting', link, label, expiresAt: isoTime(expiresAtMs) };
}
