import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { network } from '../session/open-network.ts';
import { go } from '../session/router.ts';
import { AlertSheet } from './alert-sheet.tsx';
import type { Alert } from './alerts.ts';
import { alertsOf, keyOf, unreadGrave } from './alerts.ts';
import { Gate } from './gate.tsx';
import { Herald } from './herald.tsx';
import { Strip } from './strip.tsx';
import { w, wCount } from './words/words.ts';

/** So many stand above the screens, the gravest; the others are on the network's own screen. */
const mostStrips = 2;

/** What is new about the network: above every screen as long as it holds, and in front of it until it was read when it is grave. */
export function News(): JSX.Element {
  const alerts = alertsOf(network.value);
  const [opened, setOpened] = useState<string>();
  const shown = alerts.find((alert) => keyOf(alert) === opened);
  const [first, ...others] = unreadGrave(network.value);
  return (
    <>
      <Herald alerts={alerts} />
      {alerts.length > 0 && <Strips alerts={alerts} open={setOpened} />}
      {shown && <AlertSheet key={opened} alert={shown} close={() => setOpened(undefined)} />}
      {first && <Gate key={first.number} notice={first} left={others.length} />}
    </>
  );
}

function Strips({
  alerts,
  open,
}: {
  readonly alerts: readonly Alert[];
  readonly open: (key: string) => void;
}): JSX.Element {
  const shown = alerts.slice(0, mostStrips);
  const left = alerts.length - shown.length;
  return (
    <aside class="news" aria-label={w('region')}>
      {shown.map((alert) => (
        <Strip key={keyOf(alert)} alert={alert} open={() => open(keyOf(alert))} />
      ))}
      {left > 0 && (
        <button type="button" class="news-more" onClick={() => go({ at: 'network' })}>
          {wCount('more', left)}
        </button>
      )}
    </aside>
  );
}
