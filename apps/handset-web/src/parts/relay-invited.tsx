import type { JSX } from 'preact';
import { pendingRelayInvite, readRelayInvite } from '../session/relay-invite.ts';
import { isolate, t, tError } from '../strings/language.ts';
import { isOfPassphrase } from './field.tsx';

/** At the door: which relay is being joined by the operator's link. */
export function RelayInvited(): JSX.Element | null {
  const link = pendingRelayInvite.value;
  const read = link === undefined ? undefined : readRelayInvite(link);
  if (read === undefined || !('host' in read)) return null;
  return <p class="invited">{t('relayInvited', { relay: isolate(read.host) })}</p>;
}

/** At the door: why nobody got in, unless the passphrase says so itself; else what is wrong with the operator's link. */
export function DoorError({ code }: { readonly code: string | undefined }): JSX.Element {
  const link = pendingRelayInvite.value;
  const fault = link === undefined ? undefined : readRelayInvite(link).fault;
  const said = code ?? fault;
  return (
    <p class="error" role="alert">
      {said !== undefined && !isOfPassphrase(said) && tError(said)}
    </p>
  );
}
