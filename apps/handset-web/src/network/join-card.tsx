import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useAction } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { running } from '../session/open-handset.ts';
import { network } from '../session/open-network.ts';
import { w, wError } from './words/words.ts';

/** This handset was told of no network; here it can be. */
export function JoinCard(): JSX.Element {
  const [hash, setHash] = useState('');
  const [error, setError] = useState<string>();
  const [busy, submit] = useAction(
    async () => void (network.value = await running().network.join(plain(hash))),
    (code) => setError(wError(code)),
  );
  return (
    <>
      <section class="card">
        <p>
          <strong>{w('noneTitle')}</strong>
        </p>
        <p>{w('noneExplain')}</p>
      </section>
      <section class="card">
        <h2>{w('noneJoin')}</h2>
        <p>{w('noneJoinExplain')}</p>
        <form autocomplete="off" onSubmit={submit}>
          <Field
            label={w('fingerprint')}
            value={hash}
            maxLength={128}
            error={error}
            onInput={(value) => {
              setHash(value);
              setError(undefined);
            }}
          />
          <button
            type="submit"
            class="action primary"
            aria-disabled={busy}
            disabled={plain(hash) === ''}
          >
            {w(busy ? 'joining' : 'join')}
          </button>
        </form>
      </section>
    </>
  );
}

/** As it is printed in groups, or read out. */
function plain(hash: string): string {
  return hash.replace(/[\s-]/g, '').toLowerCase();
}
