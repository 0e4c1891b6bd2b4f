import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { LockerState } from '@sotto/handset';
import { Action } from '../parts/button.tsx';
import { LockerDoor } from '../parts/locker-door.tsx';
import { LockerNotes } from '../parts/locker-notes.tsx';
import { LockerPictures } from '../parts/locker-pictures.tsx';
import { Question } from '../parts/question.tsx';
import { Screen } from '../parts/screen.tsx';
import { handset, running } from '../session/open-handset.ts';
import { say } from '../session/toast.ts';
import { t } from '../strings/language.ts';

/** Notes and pictures under a passphrase of their own. */
export function Locker(): JSX.Element {
  const [state, setState] = useState<LockerState>();
  const [destroying, setDestroying] = useState(false);
  const look = async (): Promise<void> => setState(await running().locker.state());
  useEffect(() => {
    void look();
    const stop = new AbortController();
    void follow(stop.signal, look);
    const hide = (): void => {
      if (document.visibilityState === 'hidden') handset.value?.locker.lock();
    };
    document.addEventListener('visibilitychange', hide);
    return () => {
      stop.abort();
      document.removeEventListener('visibilitychange', hide);
    };
  }, []);
  return (
    <Screen title={t('locker')}>
      <div class="page">
        {(state === 'absent' || state === 'locked') && (
          <LockerDoor key={state} state={state} opened={look} />
        )}
        {state === 'open' && (
          <>
            <section class="card">
              <p>{t('lockerOpenHint')}</p>
              <Action label={t('lockerLock')} run={() => running().locker.lock()} />
            </section>
            <LockerNotes />
            <LockerPictures />
          </>
        )}
        {(state === 'open' || state === 'locked') && (
          <section class="card">
            <h2>{t('lockerDestroy')}</h2>
            <p>{t('lockerDestroyExplain')}</p>
            <Action kind="careful" label={t('lockerDestroy')} run={() => setDestroying(true)} />
          </section>
        )}
      </div>
      {destroying && (
        <Question
          title={t('lockerDestroy')}
          text={t('lockerDestroySure')}
          yes={t('lockerDestroy')}
          run={async () => {
            await running().locker.destroy();
            say(t('lockerDestroyed'));
            await look();
          }}
          close={() => setDestroying(false)}
        />
      )}
    </Screen>
  );
}

async function follow(signal: AbortSignal, look: () => Promise<void>): Promise<void> {
  try {
    for await (const event of running().events({ signal }))
      if (event.type === 'locker') await look();
  } catch (error) {
    if (!signal.aborted && handset.value !== undefined) throw error;
  }
}
