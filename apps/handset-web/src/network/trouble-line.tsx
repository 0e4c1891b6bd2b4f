import type { JSX } from 'preact';
import type { KnownNetwork } from '@sotto/handset';
import { when } from './when.ts';
import { w, wTrouble } from './words/words.ts';

/** Why the last look at the log failed, since when, and where. */
export function TroubleLine({
  trouble: { reason, sinceMs, relay },
}: {
  readonly trouble: NonNullable<KnownNetwork['trouble']>;
}): JSX.Element {
  return (
    <p class="trouble">
      {w('troubleSince', { date: when(sinceMs), why: wTrouble(reason) })}{' '}
      {relay !== undefined && <bdi dir="ltr">{relay}</bdi>}
    </p>
  );
}
