import type { JSX } from 'preact';
import type { IconName } from './icon.tsx';
import { Icon } from './icon.tsx';

export interface ChoiceRow {
  readonly label: string;
  readonly icon: IconName;
  readonly run: () => void;
  readonly danger?: boolean;
  /** It opens something in front. */
  readonly opens?: 'dialog';
}

/** Rows of what can be done, one under the other, each with an icon and words. */
export function Choices({ rows }: { readonly rows: readonly ChoiceRow[] }): JSX.Element {
  return (
    <ul class="choices">
      {rows.map(({ label, icon, run, danger, opens }) => (
        <li key={label}>
          <button
            type="button"
            class={danger ? 'choice danger' : 'choice'}
            aria-haspopup={opens}
            onClick={run}
          >
            <Icon name={icon} />
            <span>{label}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
