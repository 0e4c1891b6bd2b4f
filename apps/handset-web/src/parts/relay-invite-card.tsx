import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { pendingRelayInvite, readRelayInvite, applyRelayInvite } from '../session/relay-invite.ts';
import { say } from '../session/toast.ts';
import { isolate, t, tError } from '../strings/language.ts';
import { Action } from './button.tsx';

/** Behind the lock: the operator's link that this page was opened with, to be used or put aside. */
export function RelayInviteCard({
  link,
  used,
}: {
  readonly link: string;
  readonly used: () => Promise<void>;
}): JSX.Element {
  const [failure, setFailure] = useState<string>();
  const read = readRelayInvite(link);
  const code = read.fault ?? failure;
  const use = async (): Promise<void> => {
    await applyRelayInvite(link);
    say(t('relayInviteUsed'));
    await used();
  };
  const putAside = (): void => {
    pendingRelayInvite.value = undefined;
  };
  return (
    <section class="card">
      <h2>{t('relayInviteTitle')}</h2>
      {'host' in read && <p>{t('relayInvited', { relay: isolate(read.host) })}</p>}
      {code !== undefined && (
        <p class="error" role="alert">
          {tError(code)}
        </p>
      )}
      <div class="row">
        {'host' in read && (
          <Action
            kind="primary"
            label={t('relayInviteUse')}
            busyLabel={t('accepting')}
            run={use}
            onFailure={setFailure}
          />
        )}
        <Action label={t('relayInvitePutAside')} run={putAside} />
      </div>
    </section>
  );
}
