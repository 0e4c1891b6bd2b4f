import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Protection } from '@sotto/handset';
import { ChoiceField } from '../parts/choice-field.tsx';
import { Screen } from '../parts/screen.tsx';
import { held } from '../session/held-vault.ts';
import { withKeys } from '../session/session.ts';
import { BindCard } from './bind-card.tsx';
import { DuressCards } from './duress-cards.tsx';
import { KeysForm } from './keys-form.tsx';
import { k } from './words/words.ts';

const offeredTries = [5, 10, 20, 50];

/** The passphrase, what else opens this handset, and what it does to who guesses. */
export function Keys(): JSX.Element {
  const [facts, setFacts] = useState<Protection>();
  const look = async (): Promise<void> => setFacts(await held().protection());
  useEffect(() => void look(), []);
  return (
    <Screen title={k('keysTitle')}>
      <div class="page">
        <section class="card">
          <h2>{k('change')}</h2>
          <p>{k('changeExplain')}</p>
          <KeysForm
            does="change"
            doing="changing"
            done="changed"
            asks="next"
            run={(given, newPassphrase) =>
              withKeys((keys) => keys.changePassphrase({ ...given, newPassphrase }))
            }
          />
        </section>
        <DuressCards />
        {facts && <TriesCard facts={facts} changed={look} />}
        {facts && <BindCard isBound={facts.credentialId !== undefined} changed={look} />}
      </div>
    </Screen>
  );
}

interface TriesProps {
  readonly facts: Protection;
  readonly changed: () => Promise<void>;
}

function TriesCard({ facts: { cost, maxTries }, changed }: TriesProps): JSX.Element {
  const [wanted, setWanted] = useState(maxTries);
  const counts = [...new Set([...offeredTries, ...(maxTries === 0 ? [] : [maxTries])])];
  const mebibytes = Math.round(cost.memoryKiB / 1_024);
  return (
    <section class="card">
      <h2>{k('tries')}</h2>
      <p>{k('triesExplain')}</p>
      <p>{k('triesCost', { mebibytes, passes: cost.passes })}</p>
      <KeysForm
        does="triesSet"
        doing="triesSaving"
        done="triesSaved"
        run={async (given) => {
          await withKeys((keys) => keys.setMaxTries({ ...given, maxTries: wanted }));
          await changed();
        }}
      >
        <ChoiceField
          label={k('triesMost')}
          value={String(wanted)}
          options={[
            ...counts
              .toSorted((a, b) => a - b)
              .map((count) => [String(count), k('triesNumber', { count })] as const),
            ['0', k('triesNever')],
          ]}
          onChange={async (value) => setWanted(Number(value))}
        />
      </KeysForm>
    </section>
  );
}
