import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { running } from '../session/open-handset.ts';
import type { Charter } from './charter-before.ts';
import { charterBefore } from './charter-before.ts';
import { charterChanges } from './charter-changes.ts';
import { w } from './words/words.ts';

/** What a charter changes, or lays down when it is the first. */
export function CharterCard({
  charter,
  entry,
}: {
  readonly charter: Charter;
  readonly entry: number;
}): JSX.Element | null {
  const [before, setBefore] = useState<Charter | 'none'>();
  useEffect(() => {
    let isWanted = true;
    void charterBefore(entry, running().network).then(
      (found) => isWanted && setBefore(found ?? 'none'),
    );
    return () => {
      isWanted = false;
    };
  }, [entry]);
  if (before === undefined) return null;
  const former = before === 'none' ? undefined : before;
  return (
    <section class="card">
      <h2>{w(former === undefined ? 'charterLaysDown' : 'charterChanges')}</h2>
      <ul class="plain-list">
        {charterChanges(former, charter).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </section>
  );
}
