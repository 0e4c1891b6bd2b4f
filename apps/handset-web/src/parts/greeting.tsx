import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { askGreeter } from '../session/greeter.ts';
import type { Greeter } from '../session/greeter.ts';
import { running } from '../session/open-handset.ts';
import { frozen } from '../session/open-network.ts';
import { go } from '../session/router.ts';
import { say } from '../session/toast.ts';
import { t, tError } from '../strings/language.ts';
import { Action } from './button.tsx';

interface GreetingProps {
  /** The other way to begin, which stands behind when there is somebody to talk to. */
  readonly otherwise: (kind: 'primary' | 'plain') => JSX.Element;
}

/** Somebody whom the relay offers to newcomers. */
export function Greeting({ otherwise }: GreetingProps): JSX.Element {
  const [greeter, setGreeter] = useState<Greeter>();
  useEffect(() => {
    const leaving = new AbortController();
    void askGreeter(leaving.signal).then((found) => leaving.signal.aborted || setGreeter(found));
    return () => leaving.abort();
  }, []);
  const meet = async ({ link, name }: Greeter): Promise<void> => {
    const { id } = await running().acceptInvite(link, { petname: name });
    go({ at: 'chat', id });
  };
  return (
    <>
      {otherwise(greeter ? 'plain' : 'primary')}
      {greeter && !frozen('members') && (
        <section class="card">
          <h3>{t('greeterTitle', { name: greeter.name })}</h3>
          <p>{t('greeterExplain', { name: greeter.name })}</p>
          <Action
            kind="primary"
            label={t('greeterAction', { name: greeter.name })}
            busyLabel={t('accepting')}
            run={() => meet(greeter)}
            onFailure={(code) => say(tError(code), 'warning')}
          />
        </section>
      )}
    </>
  );
}
