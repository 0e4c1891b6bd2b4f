import type { JSX } from 'preact';
import { go } from '../session/router.ts';
import type { Freeze } from '../session/open-network.ts';
import { t } from '../strings/language.ts';
import { Action } from './button.tsx';
import { dateAndTime } from './time.ts';

/** In the place of what the operators paused: that they did, and the way to why. */
export function FrozenLine({
  freeze,
  what,
}: {
  readonly freeze: Freeze;
  readonly what: 'sending' | 'members';
}): JSX.Element {
  const date = dateAndTime(freeze.endsAtMs);
  return (
    <div class="closed" role="status">
      <p>{t(what === 'sending' ? 'frozenHereSending' : 'frozenHereMembers', { date })}</p>
      <Action label={t('frozenWhyButton')} run={() => go({ at: 'act', entry: freeze.entry })} />
    </div>
  );
}
