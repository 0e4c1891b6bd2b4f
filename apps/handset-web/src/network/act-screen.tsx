import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { NetworkAct } from '@sotto/handset';
import { Screen } from '../parts/screen.tsx';
import { running } from '../session/open-handset.ts';
import { isolate, tList } from '../strings/language.ts';
import { deedsOf, textsOf } from './act-words.ts';
import { charterIn } from './charter-before.ts';
import { CharterCard } from './charter-card.tsx';
import { directionOf, languageName } from './local-text.ts';
import { roleWords } from './role-words.ts';
import { Said } from './said.tsx';
import { when } from './when.ts';
import { w } from './words/words.ts';

/** One entry of the log with everything that it says: the proof of an act. */
export function ActScreen({ entry }: { readonly entry: number }): JSX.Element {
  const [act, setAct] = useState<NetworkAct | 'missing'>();
  useEffect(() => {
    void running()
      .network.acts({ before: entry + 1, limit: 1 })
      .then(([found]) => setAct(found?.entry === entry ? found : 'missing'));
  }, [entry]);
  return (
    <Screen title={w('actTitle', { entry })}>
      {/* There may be nothing in it that takes the focus, and it scrolls. */}
      <div class="page" tabIndex={0}>
        {act === 'missing' && (
          <section class="card">
            <p>{w('actMissing')}</p>
          </section>
        )}
        {typeof act === 'object' && <Entry act={act} />}
      </div>
    </Screen>
  );
}

function Entry({ act }: { readonly act: NetworkAct }): JSX.Element {
  const texts = 'refused' in act ? [] : textsOf(act.act);
  const charter = charterIn(act);
  return (
    <>
      <section class="card">
        {deedsOf(act).map((deed) => (
          <p key={deed} class="deed">
            {deed}
          </p>
        ))}
        {'refused' in act ? <p>{w('actRefusedProof')}</p> : <Signed act={act} />}
      </section>
      {charter && <CharterCard charter={charter} entry={act.entry} />}
      {texts.length > 0 && (
        <section class="card">
          <h2>{w('actTexts')}</h2>
          {texts.map(({ language, text }) => (
            <Said
              key={language}
              said={{
                text,
                language,
                direction: directionOf(language),
                foreign: languageName(language),
              }}
            />
          ))}
        </section>
      )}
    </>
  );
}

function Signed({
  act: { loggedAtMs, signedBy },
}: {
  readonly act: Extract<NetworkAct, { readonly kind: unknown }>;
}): JSX.Element {
  return (
    <>
      <p>
        {w('actWhen')}: <time>{when(loggedAtMs)}</time>
      </p>
      <h2>{w('actWho')}</h2>
      <ul class="plain-list">
        {signedBy.map(({ role, persons }) => (
          <li key={role}>
            {w('actAs', { what: w(roleWords[role]), names: tList(persons.map(isolate)) })}
          </li>
        ))}
      </ul>
      <p class="soft">{w('actProof')}</p>
    </>
  );
}
