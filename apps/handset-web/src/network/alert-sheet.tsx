import type { JSX } from 'preact';
import { Action } from '../parts/button.tsx';
import { Erase } from '../parts/erase.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { running } from '../session/open-handset.ts';
import type { Route } from '../session/router.ts';
import { go } from '../session/router.ts';
import { say } from '../session/toast.ts';
import { t } from '../strings/language.ts';
import { AlertBody } from './alert-body.tsx';
import { wordsOf } from './alert-words.ts';
import type { Alert } from './alerts.ts';
import { sourceOf } from './strip.tsx';
import { w } from './words/words.ts';

/** One piece of news in full, and what can be done about it. */
export function AlertSheet({
  alert,
  close,
}: {
  readonly alert: Alert;
  readonly close: () => void;
}): JSX.Element {
  const words = wordsOf(alert);
  const leave = (to: Route): void => {
    close();
    go(to);
  };
  const { entry, said } = words;
  const notice = alert.kind === 'notice' ? alert.notice : undefined;
  return (
    <Sheet title={words.title} close={close}>
      <AlertBody words={words} source={sourceOf(alert)} isFreeze={alert.kind === 'freeze'} />
      {notice?.grade === 'destroyKeys' && <Erase />}
      <div class="row sheet-row">
        {entry === undefined ? (
          <Action label={w('toNetwork')} run={() => leave({ at: 'network' })} />
        ) : (
          <Action label={w('seeProof')} run={() => leave({ at: 'act', entry })} />
        )}
        {notice?.grade === 'move' && said && <CopyText text={said.text} />}
        {notice && !notice.isSeen ? (
          <Action
            kind="primary"
            label={w('haveRead')}
            run={async () => {
              await running().network.markSeen(notice.number);
              close();
            }}
          />
        ) : (
          <Action kind="primary" label={t('close')} run={close} />
        )}
      </div>
    </Sheet>
  );
}

/** Addresses in the text are no links; this is how they are taken along. */
export function CopyText({ text }: { readonly text: string }): JSX.Element {
  return (
    <Action
      label={t('copyText')}
      run={async () => {
        await navigator.clipboard.writeText(text);
        say(t('copied'));
      }}
    />
  );
}
