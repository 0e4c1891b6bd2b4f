import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../strings/language.ts';
import { Scanner } from './scanner.tsx';

/** Opens the camera to read one QR code. Not there where a page can have no camera. */
export function ScanButton({
  label,
  take,
}: {
  readonly label: string;
  /** What the code says. Anybody may have made it. */
  readonly take: (text: string) => void;
}): JSX.Element | null {
  const [isOpen, setOpen] = useState(false);
  if (!hasCameras()) return null;
  return (
    <>
      <button
        type="button"
        class="action plain"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        {label}
      </button>
      {isOpen && (
        <Scanner
          title={label}
          hint={t('scanHint')}
          close={() => setOpen(false)}
          take={(text) => {
            setOpen(false);
            take(text);
          }}
        />
      )}
    </>
  );
}

function hasCameras(): boolean {
  return 'mediaDevices' in navigator && 'getUserMedia' in navigator.mediaDevices;
}
