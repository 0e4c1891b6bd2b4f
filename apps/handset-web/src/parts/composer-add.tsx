import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Conversation } from '@sotto/handset';
import type { Spot } from '../session/acting.ts';
import { t } from '../strings/language.ts';
import { IconButton } from './button.tsx';
import { Choices } from './choices.tsx';
import { Icon } from './icon.tsx';
import { PollForm } from './poll-form.tsx';
import { Sheet } from './sheet.tsx';
import { spotOf } from './use-press.ts';

interface ComposerAddProps {
  readonly conversation: Conversation;
  readonly take: (list: FileList | null) => boolean;
  /** What is written next is to be shown once. */
  readonly once: () => void;
}

/** What can be sent besides text. */
export function ComposerAdd({ conversation, take, once }: ComposerAddProps): JSX.Element {
  const [open, setOpen] = useState<'menu' | 'poll'>();
  const [spot, setSpot] = useState<Spot>();
  const picker = useRef<HTMLInputElement>(null);
  const close = (): void => setOpen(undefined);
  return (
    <>
      <input
        ref={picker}
        type="file"
        autocomplete="off"
        hidden
        multiple
        accept="image/jpeg,image/png,image/webp"
        onChange={(event) => {
          take(event.currentTarget.files);
          event.currentTarget.value = '';
        }}
      />
      <IconButton
        popup
        label={t('add')}
        onClick={(event) => {
          setSpot(spotOf(event));
          setOpen('menu');
        }}
      >
        <Icon name="add" />
      </IconButton>
      {open === 'menu' && (
        <Sheet title={t('add')} titleSeen={false} close={close} spot={spot}>
          <Choices
            rows={[
              {
                icon: 'picture',
                label: t('addPictures'),
                run: () => {
                  close();
                  picker.current?.click();
                },
              },
              { icon: 'poll', label: t('addPoll'), run: () => setOpen('poll') },
              {
                icon: 'once',
                label: t('addOnce'),
                run: () => {
                  close();
                  once();
                },
              },
            ]}
          />
        </Sheet>
      )}
      {open === 'poll' && <PollForm conversation={conversation} close={close} />}
    </>
  );
}
