import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Device } from '@sotto/handset';
import { PaperCard } from '../backup/paper-card.tsx';
import { b } from '../backup/words/words.ts';
import { Action, useAction } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { Question } from '../parts/question.tsx';
import { ScanButton } from '../parts/scan-button.tsx';
import { Screen } from '../parts/screen.tsx';
import { LostButton } from '../lost/lost-button.tsx';
import { LostCard } from '../lost/lost-card.tsx';
import { useLost } from '../lost/use-lost.ts';
import { dateAndTime } from '../parts/time.ts';
import { devicesChanged } from '../session/devices.ts';
import { running } from '../session/open-handset.ts';
import { say } from '../session/toast.ts';
import { isolate, t, tError } from '../strings/language.ts';

/** The person's devices, and the way to one more. */
export function Devices(): JSX.Element {
  const [devices, setDevices] = useState<readonly Device[]>([]);
  const [ending, setEnding] = useState<Device>();
  const [lost, setLost] = useLost();
  const reread = async (): Promise<void> => {
    setDevices(await running().devices());
    setLost(await running().lostDevice.view());
  };
  const lostOf = ({ id }: Device) => lost?.devices.find(({ device }) => device === id);
  useEffect(() => void reread(), [devicesChanged.value]);
  const revoke = async ({ id }: Device): Promise<void> => {
    await running().revokeDevice(id);
    await reread();
  };
  return (
    <Screen title={t('devices')}>
      <div class="page">
        <section class="card">
          <p>{t('devicesExplain')}</p>
          <ul class="plain-list">
            {devices.map((device) => (
              <li key={device.id} class="row device-row">
                <span class="row-text">
                  <bdi>{nameOf(device)}</bdi>
                  {stateOf(device) !== nameOf(device) && (
                    <span class="soft">{stateOf(device)}</span>
                  )}
                </span>
                {lostOf(device) && (
                  <LostButton device={lostOf(device)!} name={nameOf(device)} done={reread} />
                )}
                {!device.isThis && device.revokedAtMs === undefined && (
                  <Action
                    kind="careful"
                    label={t('deviceRevoke')}
                    busyLabel={t('deviceRevoking')}
                    run={() => setEnding(device)}
                  />
                )}
              </li>
            ))}
          </ul>
        </section>
        <LostCard />
        <PaperCard devices={devices} changed={reread} />
        <Link linked={reread} />
      </div>
      {ending && (
        <Question
          title={t('deviceRevoke')}
          text={t('deviceRevokeSure', { name: isolate(nameOf(ending)) })}
          yes={t('deviceRevoke')}
          run={() => revoke(ending)}
          close={() => setEnding(undefined)}
        />
      )}
    </Screen>
  );
}

function Link({ linked }: { readonly linked: () => Promise<void> }): JSX.Element {
  const [code, setCode] = useState('');
  const [error, setError] = useState<string>();
  const put = (text: string): void => {
    setCode(text);
    setError(undefined);
  };
  const [busy, submit] = useAction(
    async () => {
      const device = await running().linkDevice(code.trim());
      say(t('deviceLinked', { name: isolate(nameOf(device)) }));
      setCode('');
      await linked();
    },
    (failure) => setError(tError(failure)),
  );
  return (
    <section class="card">
      <h2>{t('deviceAdd')}</h2>
      <p>{t('deviceAddExplain')}</p>
      <form autocomplete="off" onSubmit={submit}>
        <ScanButton label={t('deviceScan')} take={put} />
        <Field label={t('deviceCode')} value={code} error={error} onInput={put} />
        <button
          type="submit"
          class="action primary"
          aria-disabled={busy}
          disabled={code.trim() === ''}
        >
          {t(busy ? 'deviceLinking' : 'deviceLink')}
        </button>
      </form>
    </section>
  );
}

function nameOf({ name, isThis, role }: Device): string {
  if (name !== '') return name;
  if (role === 'recovery') return b('paperIs');
  return t(isThis ? 'deviceThis' : 'deviceNoName');
}

function stateOf({ isThis, addedAtMs, revokedAtMs }: Device): string {
  if (revokedAtMs !== undefined) return t('deviceRevokedOn', { date: dateAndTime(revokedAtMs) });
  if (isThis) return t('deviceThis');
  return t('deviceAdded', { date: dateAndTime(addedAtMs) });
}
