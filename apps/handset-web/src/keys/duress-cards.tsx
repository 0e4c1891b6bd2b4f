import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { held } from '../session/held-vault.ts';
import { visitCover, withKeys } from '../session/session.ts';
import { say } from '../session/toast.ts';
import { KeysForm } from './keys-form.tsx';
import { k } from './words/words.ts';

/** The passphrase for who is made to open it, and what it opens. */
export function DuressCards(): JSX.Element {
  const [isSet, setIsSet] = useState(held().hasDuress());
  const look = (): void => {
    if (held().state === 'open') setIsSet(held().hasDuress());
  };
  return (
    <>
      <section class="card">
        <h2>{k('duress')}</h2>
        <p>{k('duressWhat')}</p>
        <p>{k('duressLook')}</p>
        <p>{k('duressCare')}</p>
        <p role="status">{k(isSet ? 'duressIs' : 'duressIsNot')}</p>
        <KeysForm
          does="duressSet"
          doing="duressSetting"
          done="duressWasSet"
          asks="duressNew"
          run={async (given, duress) => {
            await withKeys((keys) => keys.setDuress({ ...given, duress }));
            look();
          }}
        />
        {isSet && (
          <KeysForm
            kind="careful"
            does="duressRemove"
            doing="duressSetting"
            done="duressRemoved"
            run={async (given) => {
              await withKeys((keys) => keys.removeDuress(given));
              look();
            }}
          />
        )}
      </section>
      <section class="card">
        <h2>{k('cover')}</h2>
        <p>{k('coverExplain')}</p>
        <KeysForm
          does="coverOpen"
          doing="coverOpening"
          run={async (given) => {
            await visitCover(given);
            say(k('coverVisiting'));
          }}
        />
        <KeysForm
          kind="careful"
          does="coverRenew"
          doing="coverRenewing"
          done="coverRenewed"
          run={(given) => withKeys((keys) => keys.renewCover(given))}
        />
      </section>
    </>
  );
}
