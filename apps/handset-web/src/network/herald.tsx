import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { isGrave } from './alerts.ts';
import type { Alert } from './alerts.ts';
import { keyOf, loudness } from './alerts.ts';
import { wordsOf } from './alert-words.ts';
import { sourceOf } from './strip.tsx';

/** Reads each piece of news out once, for those who do not see it come. */
export function Herald({ alerts }: { readonly alerts: readonly Alert[] }): JSX.Element {
  const told = useRef(new Set<string>());
  const [news, setNews] = useState<readonly Alert[]>([]);
  const keys = alerts.map(keyOf).join(' ');
  useEffect(() => {
    const fresh = alerts.filter((alert) => !told.current.has(keyOf(alert)));
    for (const alert of fresh) told.current.add(keyOf(alert));
    if (fresh.length > 0) setNews(fresh.filter(isHeardHere));
  }, [keys]);
  // Two regions that stay: one that waits for a pause, and one that does not.
  return (
    <>
      <div class="only-heard" role="status">
        {news.filter((alert) => loudness(alert) < 4).map(heard)}
      </div>
      <div class="only-heard" role="alert">
        {news.filter((alert) => loudness(alert) >= 4).map(heard)}
      </div>
    </>
  );
}

/** What stands in front of everything takes the focus, and is read out by that. */
function isHeardHere(alert: Alert): boolean {
  return alert.kind !== 'notice' || !isGrave(alert.notice);
}

function heard(alert: Alert): JSX.Element {
  const { title, said } = wordsOf(alert);
  return (
    <p key={keyOf(alert)}>
      {sourceOf(alert)}: {title}.{' '}
      {said && (
        <span lang={said.language} dir={said.direction}>
          {said.text}
        </span>
      )}
    </p>
  );
}
