import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { NetworkAct } from '@sotto/handset';
import { Action } from '../parts/button.tsx';
import { Screen } from '../parts/screen.tsx';
import { running } from '../session/open-handset.ts';
import { network } from '../session/open-network.ts';
import { ActRows } from './act-rows.tsx';
import { w } from './words/words.ts';

const pageActs = 25;
/** The handset gives no more at a time. */
const mostActs = 200;

/** All that the operators did, the newest first. */
export function ActsScreen(): JSX.Element {
  const [acts, setActs] = useState<readonly NetworkAct[]>();
  const now = network.value;
  const entries = now.state === 'known' ? now.entries : 0;
  // When something new was logged all that was shown is read again, so that there is no gap.
  useEffect(() => {
    const limit = Math.min(Math.max(pageActs, acts?.length ?? 0), mostActs);
    void running().network.acts({ limit }).then(setActs);
  }, [entries]);
  const oldest = acts?.at(-1)?.entry ?? 0;
  const older = async (): Promise<void> => {
    const more = await running().network.acts({ before: oldest, limit: pageActs });
    setActs([...(acts ?? []), ...more]);
  };
  return (
    <Screen title={w('actsAll')}>
      <div class="page">
        <section class="card">
          {acts && acts.length > 0 && <ActRows acts={acts} />}
          {acts?.length === 0 && <p>{w('actsNone')}</p>}
          {acts && acts.length > 0 && oldest === 0 && <p class="soft">{w('actsEnd')}</p>}
          {oldest > 0 && <Action label={w('actsOlder')} run={older} />}
        </section>
      </div>
    </Screen>
  );
}
