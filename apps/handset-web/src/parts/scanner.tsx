import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { readCodes } from '../session/camera.ts';
import type { CameraTrouble } from '../session/camera.ts';
import { t } from '../strings/language.ts';
import { Action } from './button.tsx';
import { Sheet } from './sheet.tsx';

interface ScannerProps {
  readonly title: string;
  readonly hint: string;
  readonly take: (text: string) => void;
  readonly close: () => void;
}

const troubleText = {
  denied: 'scanDenied',
  missing: 'scanMissing',
  failed: 'scanFailed',
} as const satisfies Record<CameraTrouble, string>;

/** What the camera sees, until there is a QR code in it. Nothing of it is kept, and the camera is off as soon as this closes. */
export function Scanner({ title, hint, take, close }: ScannerProps): JSX.Element {
  const player = useRef<HTMLVideoElement>(null);
  const [trouble, setTrouble] = useState<CameraTrouble>();
  useEffect(() => {
    const stop = new AbortController();
    if (player.current)
      void readCodes(player.current, { take, fail: setTrouble, stop: stop.signal });
    return () => stop.abort();
  }, []);
  return (
    <Sheet title={title} close={close}>
      {trouble === undefined ? (
        <>
          <video ref={player} class="scanner" muted playsInline aria-hidden="true" />
          <p>{hint}</p>
        </>
      ) : (
        <p role="alert">{t(troubleText[trouble])}</p>
      )}
      <Action label={t('close')} run={close} />
    </Sheet>
  );
}
