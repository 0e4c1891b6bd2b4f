import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Invite } from '@sotto/handset';
import { isRelayInvite } from '@sotto/protocol';
import { Action, useAction } from '../parts/button.tsx';
import { FrozenLine } from '../parts/frozen-line.tsx';
import { Field } from '../parts/field.tsx';
import { QrCode } from '../parts/qr-code.tsx';
import { ScanButton } from '../parts/scan-button.tsx';
import { Screen } from '../parts/screen.tsx';
import { dateAndTime } from '../parts/time.ts';
import { pendingInvite } from '../session/pending-invite.ts';
import { frozen } from '../session/open-network.ts';
import { pendingRelayInvite } from '../session/relay-invite.ts';
import { replace } from '../session/router.ts';
import { running } from '../session/open-handset.ts';
import { say } from '../session/toast.ts';
import { t, tError } from '../strings/language.ts';

/** Both ways to a new contact: a link to give, and a link that was given. */
export function Add(): JSX.Element {
  const [link, setLink] = useState(pendingInvite.value ?? '');
  const freeze = frozen('members');
  const invited = pendingInvite.value !== undefined;
  const parts = [<Accept key="accept" link={link} setLink={setLink} />, <MakeInvite key="make" />];
  return (
    <Screen title={t('inviteTitle')}>
      {freeze && <FrozenLine freeze={freeze} what="members" />}
      <div class="page">{invited ? parts : parts.toReversed()}</div>
    </Screen>
  );
}

function Accept({
  link,
  setLink,
}: {
  readonly link: string;
  readonly setLink: (link: string) => void;
}): JSX.Element {
  const [error, setError] = useState<string>();
  const put = (text: string): void => {
    setLink(text);
    setError(undefined);
  };
  const [busy, submit] = useAction(
    async () => {
      if (isRelayInvite(link)) {
        pendingRelayInvite.value = link.trim();
        return replace({ at: 'relays' });
      }
      const { id } = await running().acceptInvite(link.trim());
      pendingInvite.value = undefined;
      replace({ at: 'chat', id });
    },
    (code) => {
      setError(tError(code));
      if (code.startsWith('INVITE_')) pendingInvite.value = undefined;
    },
  );
  return (
    <section class="card">
      <h2>{t('haveLink')}</h2>
      <form autocomplete="off" onSubmit={submit}>
        <ScanButton label={t('inviteScan')} take={put} />
        <Field
          label={t('pasteLink')}
          hint={t('pasteExplain')}
          inputMode="url"
          value={link}
          error={error}
          onInput={put}
        />
        {!frozen('members') && (
          <button
            type="submit"
            class={`action ${link ? 'primary' : 'plain'}`}
            aria-disabled={busy}
            disabled={link.trim() === ''}
          >
            {t(busy ? 'accepting' : 'accept')}
          </button>
        )}
      </form>
    </section>
  );
}

function MakeInvite(): JSX.Element {
  const [label, setLabel] = useState('');
  const [shown, setShown] = useState<Invite>();
  const [waiting, setWaiting] = useState<readonly Invite[]>([]);
  const [error, setError] = useState<string>();
  const reread = async (): Promise<void> => setWaiting(await running().invites());
  useEffect(() => void reread(), []);
  const make = async (): Promise<void> => {
    setShown(await running().createInvite({ label: label.trim() }));
    setLabel('');
    setError(undefined);
    await reread();
  };
  const remove = async ({ id }: Invite): Promise<void> => {
    await running().removeInvite(id);
    if (shown?.id === id) setShown(undefined);
    say(t('inviteRemoved'));
    await reread();
  };
  const others = waiting.filter(({ id }) => id !== shown?.id);
  return (
    <section class="card">
      <h2>{t('inviteOne')}</h2>
      {shown ? (
        <Ready invite={shown} remove={() => remove(shown)} />
      ) : (
        <>
          <p>{t('inviteExplain')}</p>
          <Field
            label={t('inviteLabel')}
            value={label}
            onInput={setLabel}
            maxLength={64}
            error={error}
          />
          {!frozen('members') && (
            <Action
              kind="primary"
              label={t('inviteMake')}
              busyLabel={t('inviteMaking')}
              run={make}
              onFailure={(code) => setError(tError(code))}
            />
          )}
        </>
      )}
      {others.length > 0 && (
        <>
          <h3>{t('inviteOpenLinks')}</h3>
          <ul class="plain-list">
            {others.map((invite) => (
              <li key={invite.id} class="row">
                <bdi>{invite.label || t('inviteNoLabel')}</bdi>
                <Action label={t('inviteCopy')} run={() => copy(invite.link)} />
                <Action
                  label={t('inviteRemove')}
                  run={() => remove(invite)}
                  onFailure={(code) => say(tError(code), 'warning')}
                />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Ready({
  invite,
  remove,
}: {
  readonly invite: Invite;
  readonly remove: () => Promise<void>;
}): JSX.Element {
  const share = { url: invite.link };
  return (
    <div class="invite-ready">
      <QrCode text={invite.link} label={t('inviteQr')} />
      <p>{t('inviteReady', { date: dateAndTime(invite.expiresAtMs) })}</p>
      <output class="link" dir="ltr">
        {invite.link}
      </output>
      <div class="row">
        <Action kind="primary" label={t('inviteCopy')} run={() => copy(invite.link)} />
        {navigator.canShare?.(share) && (
          <Action label={t('inviteShare')} run={() => navigator.share(share)} />
        )}
        <Action
          label={t('inviteRemove')}
          run={remove}
          onFailure={(code) => say(tError(code), 'warning')}
        />
      </div>
    </div>
  );
}

async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  say(t('inviteCopied'));
}
