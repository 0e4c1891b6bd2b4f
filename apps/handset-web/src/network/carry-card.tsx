import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { isSottoError } from '@sotto/core';
import { Action } from '../parts/button.tsx';
import { running } from '../session/open-handset.ts';
import { network } from '../session/open-network.ts';
import { saveFile } from './save-file.ts';
import { TroubleLine } from './trouble-line.tsx';
import { isOfFile } from './trouble-of.ts';
import { w, wError } from './words/words.ts';
import type { KnownNetwork, Network } from '@sotto/handset';

/** More than any log may have: what is larger is not even read. */
const maxFileBytes = 48 << 20;

type Trouble = NonNullable<KnownNetwork['trouble']>;
type Outcome = { readonly text: string } | { readonly trouble: Trouble };

/** The log as one file: out, for somebody who cannot reach the relays, and in. */
export function CarryCard({ canSave }: { readonly canSave: boolean }): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const [outcome, setOutcome] = useState<Outcome>();
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    const bytes = await running().network.exportLog();
    saveFile(bytes, `sotto-log-${new Date().toISOString().slice(0, 10)}.cbor`);
  };
  const open = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    if (file.size > maxFileBytes) return setOutcome({ text: w('carryTooLarge') });
    const before = entriesOf(network.value);
    setBusy(true);
    try {
      const now = await running().network.importLog(new Uint8Array(await file.arrayBuffer()));
      network.value = now;
      const after = entriesOf(now);
      const trouble = now.state === 'none' ? undefined : now.trouble;
      if (after > before) setOutcome({ text: w('carryTaken', { count: after }) });
      else if (trouble && isOfFile(trouble)) setOutcome({ trouble });
      else setOutcome({ text: w('carryNothingNew') });
    } catch (error) {
      if (!isSottoError(error)) throw error;
      setOutcome({ text: wError(error.code) });
    } finally {
      setBusy(false);
      if (input.current) input.current.value = '';
    }
  };
  return (
    <section class="card">
      <h2>{w('carry')}</h2>
      <p>{w('carryExplain')}</p>
      <div class="row">
        {canSave && (
          <Action
            label={w('carrySave')}
            run={save}
            onFailure={(code) => setOutcome({ text: wError(code) })}
          />
        )}
        <Action label={w('carryOpen')} disabled={busy} run={() => input.current?.click()} />
        <input
          ref={input}
          type="file"
          autocomplete="off"
          hidden
          aria-label={w('carryOpen')}
          onChange={({ currentTarget: { files } }) => void open(files?.[0])}
        />
      </div>
      <div role="status">
        {outcome && 'text' in outcome && <p>{outcome.text}</p>}
        {outcome && 'trouble' in outcome && <TroubleLine trouble={outcome.trouble} />}
      </div>
    </section>
  );
}

function entriesOf(now: Network): number {
  return now.state === 'known' ? now.entries : 0;
}
