import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { WipeableDevice } from '@sotto/handset';
import { Action } from '../parts/button.tsx';
import { Question } from '../parts/question.tsx';
import { running } from '../session/open-handset.ts';
import { isolate, t } from '../strings/language.ts';
import { commandText } from './use-lost.ts';

interface LostButtonProps {
  readonly device: WipeableDevice;
  /** Of the device, or of the person whose it is. */
  readonly name: string;
  readonly done: () => Promise<void>;
}

/** Commands a lost device to wipe itself, after a question that names what happens; then tells what became of it. */
export function LostButton({ device, name, done }: LostButtonProps): JSX.Element {
  const [asking, setAsking] = useState(false);
  const told = commandText(device);
  if (told !== undefined) return <span class="soft">{told}</span>;
  const title = t(device.isOwn ? 'lostWipe' : 'lostWipeTheirs');
  return (
    <>
      <Action kind="careful" label={title} run={() => setAsking(true)} />
      {asking && (
        <Question
          title={title}
          text={t(device.isOwn ? 'lostSure' : 'lostSureTheirs', { name: isolate(name) })}
          yes={t('lostYes')}
          run={async () => {
            await running().lostDevice.wipe(device.device);
            await done();
          }}
          close={() => setAsking(false)}
        />
      )}
    </>
  );
}
