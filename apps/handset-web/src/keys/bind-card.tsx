import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { withKeys } from '../session/session.ts';
import { say } from '../session/toast.ts';
import { canBind, makeDeviceKey } from './authenticator.ts';
import { KeysForm } from './keys-form.tsx';
import { k } from './words/words.ts';

interface BindProps {
  readonly isBound: boolean;
  readonly changed: () => Promise<void>;
}

/** Binding to this device's own authenticator; nothing where there is none. */
export function BindCard({ isBound, changed }: BindProps): JSX.Element | null {
  const [can, setCan] = useState(false);
  useEffect(() => void canBind().then(setCan), []);
  if (!can && !isBound) return null;
  return (
    <section class="card">
      <h2>{k('bind')}</h2>
      <p>{k('bindExplain')}</p>
      {isBound ? (
        <>
          <p role="status">{k('bound')}</p>
          <KeysForm
            kind="careful"
            does="unbind"
            doing="binding"
            done="wasUnbound"
            run={async (given) => {
              await withKeys((keys) => keys.unbindDevice(given));
              await changed();
            }}
          />
        </>
      ) : (
        <>
          <p>{k('bindCare')}</p>
          <KeysForm
            does="bindNow"
            doing="binding"
            run={async (given) => {
              const key = await makeDeviceKey();
              if (key === undefined) return say(k('bindUnsupported'), 'warning');
              await withKeys((keys) => keys.bindDevice({ ...given, ...key }));
              await changed();
              say(k('wasBound'));
            }}
          />
        </>
      )}
    </section>
  );
}
