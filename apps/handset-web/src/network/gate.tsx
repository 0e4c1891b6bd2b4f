import type { JSX } from 'preact';
import type { NetworkNotice } from '@sotto/handset';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { Action } from '../parts/button.tsx';
import { Erase } from '../parts/erase.tsx';
import { running } from '../session/open-handset.ts';
import { AlertBody } from './alert-body.tsx';
import { CopyText } from './alert-sheet.tsx';
import { noticeWords } from './alert-words.ts';
import { Sign } from './sign.tsx';
import { sourceOf } from './strip.tsx';
import { w, wCount } from './words/words.ts';

interface GateProps {
  readonly notice: NetworkNotice;
  /** How many more wait behind this one. */
  readonly left: number;
}

/** A grave notice, in front of everything until the person says that they have read it. Nothing is done by itself. */
export function Gate({ notice, left }: GateProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  const words = noticeWords(notice);
  const open = (): void => {
    if (dialog.current?.isConnected && !dialog.current.open) dialog.current.showModal();
    heading.current?.focus();
  };
  useLayoutEffect(() => {
    open();
    return () => dialog.current?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`gate notice ${notice.grade}`}
      role="alertdialog"
      aria-labelledby={id}
      aria-describedby={`${id}-body`}
      onCancel={(event) => event.preventDefault()}
      // Browsers close a dialog at the second Escape, whatever the page says.
      onClose={open}
    >
      <div class="gate-head">
        <Sign name={words.sign} />
        <h2 ref={heading} id={id} tabIndex={-1}>
          {words.title}
        </h2>
      </div>
      <div class="gate-body" id={`${id}-body`} tabIndex={0}>
        <AlertBody words={words} source={sourceOf({ kind: 'notice', notice })} />
        {left > 0 && <p class="soft">{wCount('moreNotices', left)}</p>}
      </div>
      <div class="gate-foot">
        {notice.grade === 'destroyKeys' && <Erase kind="danger" />}
        {notice.grade === 'move' && words.said && <CopyText text={words.said.text} />}
        <Action
          kind={notice.grade === 'destroyKeys' ? 'plain' : 'primary'}
          label={w('haveRead')}
          run={() => running().network.markSeen(notice.number)}
        />
      </div>
    </dialog>
  );
}
