import type { JSX } from 'preact';
import type { NetworkAct } from '@sotto/handset';
import { go } from '../session/router.ts';
import { isolate, tList } from '../strings/language.ts';
import { deedsOf } from './act-words.ts';
import { when } from './when.ts';
import { w, wCount } from './words/words.ts';

/** Acts, each with when it was logged and who signed it; a tap leads to the proof. */
export function ActRows({
  acts,
  most = Infinity,
}: {
  readonly acts: readonly NetworkAct[];
  readonly most?: number;
}): JSX.Element {
  return (
    <ol class="plain-list acts">
      {rowsOf(acts)
        .slice(0, most)
        .map(({ act, count }) => (
          <li key={act.entry}>
            <button
              type="button"
              class="row-button inside"
              onClick={() => go({ at: 'act', entry: act.entry })}
            >
              <span class="row-text">
                {deedsOf(act).map((deed) => (
                  <span key={deed} class={'refused' in act ? 'soft' : undefined}>
                    {count > 1 ? wCount('didHeartbeats', count) : deed}
                  </span>
                ))}
                <span class="row-when">{whenAndWho(act)}</span>
              </span>
            </button>
          </li>
        ))}
    </ol>
  );
}

interface ActRow {
  readonly act: NetworkAct;
  /** How many acts it stands for. */
  readonly count: number;
}

/** Signs of life that follow on each other are one row: they must not hide what else was done. */
function rowsOf(acts: readonly NetworkAct[]): readonly ActRow[] {
  const rows: ActRow[] = [];
  for (const act of acts) {
    const last = rows.at(-1);
    if (last && isHeartbeat(last.act) && isHeartbeat(act))
      rows[rows.length - 1] = { ...last, count: last.count + 1 };
    else rows.push({ act, count: 1 });
  }
  return rows;
}

function isHeartbeat(act: NetworkAct): boolean {
  return 'kind' in act && act.kind === 'heartbeat';
}

function whenAndWho(act: NetworkAct): string {
  if ('refused' in act) return w('actTitle', { entry: act.entry });
  const names = [...new Set(act.signedBy.flatMap(({ persons }) => persons))];
  return `${when(act.loggedAtMs)} · ${tList(names.map(isolate))}`;
}
