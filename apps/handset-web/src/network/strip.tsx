import type { JSX } from 'preact';
import { isolate } from '../strings/language.ts';
import { network } from '../session/open-network.ts';
import type { AlertWords } from './alert-words.ts';
import { wordsOf } from './alert-words.ts';
import type { Alert } from './alerts.ts';
import { loudness } from './alerts.ts';
import { Sign } from './sign.tsx';
import { w } from './words/words.ts';

/** One line or two about one thing, and the way to all of it. */
export function Strip({
  alert,
  open,
}: {
  readonly alert: Alert;
  readonly open: () => void;
}): JSX.Element {
  const words = wordsOf(alert);
  return (
    <div class={`strip ${lookOf(alert)}`}>
      <Sign name={words.sign} />
      <div class="strip-text">
        <strong>{words.title}</strong>
        <Second alert={alert} words={words} />
      </div>
      {alert.kind !== 'moving' && (
        <button type="button" class="action plain small" onClick={open}>
          {w('show')}
          <span class="only-heard">: {words.title}</span>
        </button>
      )}
    </div>
  );
}

function Second({
  alert,
  words,
}: {
  readonly alert: Alert;
  readonly words: AlertWords;
}): JSX.Element | null {
  const { said } = words;
  if (said)
    return (
      <span class="strip-said">
        {/* Of an alarm the title names who says it. */}
        {alert.kind !== 'alarm' && (
          <>
            <bdi>{networkName()}</bdi>:{' '}
          </>
        )}
        <bdi lang={said.language} dir={said.direction}>
          {said.text}
        </bdi>
      </span>
    );
  if (loudness(alert) < 2) return null;
  return <span class="strip-source">{sourceOf(alert)}</span>;
}

/** Who says it: nobody should take what was found here for the operators’ word, or the other way round. */
export function sourceOf(alert: Alert): string {
  if (alert.kind === 'alarm') return w('fromWitness', { name: isolate(alert.alarm.witness) });
  const isTheirs = alert.kind === 'notice' || alert.kind === 'freeze' || alert.kind === 'recovery';
  if (!isTheirs) return w('fromHandset');
  return w('fromOperators', { name: isolate(networkName()) });
}

function networkName(): string {
  const now = network.value;
  return now.state === 'known' ? now.name : '';
}

/** The classes that give each kind, grade and level a look of its own. */
function lookOf(alert: Alert): string {
  switch (alert.kind) {
    case 'notice':
      return `notice ${alert.notice.grade}`;
    case 'freeze':
      return `freeze ${alert.freeze.level}`;
    case 'silence':
      return `silence ${alert.pulse.step}`;
    default:
      return alert.kind;
  }
}
