import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { RelayUrl } from '@sotto/core';
import { handsetLimits } from '@sotto/handset';
import { isRelayInvite } from '@sotto/protocol';
import { Action, useAction } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { Question } from '../parts/question.tsx';
import { Screen } from '../parts/screen.tsx';
import { RelayInviteCard } from '../parts/relay-invite-card.tsx';
import { running } from '../session/open-handset.ts';
import { pendingRelayInvite, applyRelayInvite } from '../session/relay-invite.ts';
import { say } from '../session/toast.ts';
import { isolate, t, tError } from '../strings/language.ts';

/** Where this device's messages arrive, and the way to another place. */
export function Relays(): JSX.Element {
  const [relays, setRelays] = useState<readonly RelayUrl[]>([]);
  const [leaving, setLeaving] = useState<RelayUrl>();
  const invited = pendingRelayInvite.value;
  const reread = async (): Promise<void> => setRelays((await running().status()).relays);
  useEffect(() => void reread(), []);
  const moveTo = async (wanted: readonly RelayUrl[]): Promise<void> => {
    await running().moveTo(wanted);
    await reread();
  };
  const add = async (address: string): Promise<void> => {
    if (!isRelayInvite(address)) return moveTo([...relays, address as RelayUrl]);
    await applyRelayInvite(address);
    await reread();
  };
  const leave = async (relay: RelayUrl): Promise<void> => {
    await moveTo(relays.filter((one) => one !== relay));
    say(t('relayLeft'));
  };
  return (
    <Screen title={t('relays')}>
      <div class="page">
        {invited !== undefined && <RelayInviteCard key={invited} link={invited} used={reread} />}
        <section class="card">
          <p>{t('relaysExplain')}</p>
          <p>{t('relaysOwn')}</p>
          <ul class="plain-list">
            {relays.map((relay) => (
              <li key={relay} class="row">
                <bdi class="address" dir="ltr">
                  {relay}
                </bdi>
                {relays.length > 1 && (
                  <Action kind="careful" label={t('relayLeave')} run={() => setLeaving(relay)} />
                )}
              </li>
            ))}
          </ul>
          {relays.length === 1 && <p>{t('relaysOne')}</p>}
        </section>
        {relays.length < handsetLimits.maxHomes && <AddRelay add={add} />}
      </div>
      {leaving && (
        <Question
          title={t('relayLeave')}
          text={t('relayLeaveSure', { relay: isolate(leaving) })}
          yes={t('relayLeave')}
          run={() => leave(leaving)}
          close={() => setLeaving(undefined)}
        />
      )}
    </Screen>
  );
}

function AddRelay({ add }: { readonly add: (address: string) => Promise<void> }): JSX.Element {
  const [address, setAddress] = useState('');
  const [error, setError] = useState<string>();
  const [busy, submit] = useAction(
    async () => {
      await add(address.trim());
      say(t('relayAdded'));
      setAddress('');
    },
    (code) => setError(tError(code)),
  );
  return (
    <section class="card">
      <h2>{t('relayAdd')}</h2>
      <form autocomplete="off" onSubmit={submit}>
        <Field
          label={t('relayAddress')}
          hint={t('relayAddressHint')}
          inputMode="url"
          value={address}
          error={error}
          onInput={(value) => {
            setAddress(value);
            setError(undefined);
          }}
        />
        <button
          type="submit"
          class="action primary"
          aria-disabled={busy}
          disabled={address.trim() === ''}
        >
          {t(busy ? 'relayAdding' : 'relayAdd')}
        </button>
      </form>
    </section>
  );
}
