import type { JSX } from 'preact';
import { useId } from 'preact/hooks';

interface ChoiceFieldProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly onChange: (value: string) => Promise<unknown>;
  readonly disabled?: boolean;
}

/** One of several, from a list that the device shows in its own way. */
export function ChoiceField(props: ChoiceFieldProps): JSX.Element {
  const { label, value, options, onChange, disabled = false } = props;
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={value}
        disabled={disabled}
        onChange={(event) => void onChange(event.currentTarget.value)}
      >
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

interface CheckProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => Promise<unknown>;
  readonly disabled?: boolean;
}

/** Something that is on or off, and takes effect at once. */
export function Check({ label, checked, onChange, disabled = false }: CheckProps): JSX.Element {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => void onChange(event.currentTarget.checked)}
      />
      {label}
    </label>
  );
}
