import type { JSX } from 'preact';
import { Icon } from '../parts/icon.tsx';
import { go } from '../session/router.ts';
import type { Route } from '../session/router.ts';
import { t } from '../strings/language.ts';
import type { TextKey } from '../strings/en.ts';

const rows: readonly (readonly [to: Route, name: TextKey, about: TextKey])[] = [
  [{ at: 'keys' }, 'keys', 'keysShort'],
  [{ at: 'devices' }, 'devices', 'devicesShort'],
  [{ at: 'locker' }, 'locker', 'lockerShort'],
  [{ at: 'relays' }, 'relays', 'relaysShort'],
  [{ at: 'network' }, 'network', 'networkExplain'],
];

/** The settings that have a screen of their own. */
export function SettingsRows(): JSX.Element {
  return (
    <section class="card">
      <ul class="ways">
        {rows.map(([to, name, about]) => (
          <li key={name}>
            <button type="button" class="row-button inside" onClick={() => go(to)}>
              <span class="row-text">
                <span class="row-name">{t(name)}</span>
                <span class="soft">{t(about)}</span>
              </span>
              <Icon name="next" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
