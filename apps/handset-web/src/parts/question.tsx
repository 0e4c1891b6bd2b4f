import type { JSX } from 'preact';
import { say } from '../session/toast.ts';
import { t, tError } from '../strings/language.ts';
import { Action } from './button.tsx';
import { Sheet } from './sheet.tsx';

interface QuestionProps {
  /** What is asked about, in a word or two; the same as on the button that asks. */
  readonly title: string;
  readonly text: string;
  readonly yes: string;
  readonly run: () => Promise<void> | void;
  readonly close: () => void;
}

/** Asks once before something that cannot be taken back. */
export function Question({ title, text, yes, run, close }: QuestionProps): JSX.Element {
  return (
    <Sheet title={title} close={close} role="alertdialog">
      <p>{text}</p>
      <div class="row sheet-row">
        <Action label={t('cancel')} run={close} />
        <Action
          kind="danger"
          label={yes}
          run={async () => {
            await run();
            close();
          }}
          onFailure={(code) => {
            say(tError(code), 'warning');
            close();
          }}
        />
      </div>
    </Sheet>
  );
}
