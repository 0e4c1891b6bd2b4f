import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Contact, SafetyNumber } from '@sotto/handset';
import { running } from '../session/open-handset.ts';
import { putContact } from '../session/people.ts';
import { say } from '../session/toast.ts';
import { isolate, t } from '../strings/language.ts';
import { Action } from './button.tsx';
import { QrCode } from './qr-code.tsx';
import { ScanButton } from './scan-button.tsx';
import { verifiedText } from './verified-text.ts';

/** The number that two people compare to be sure of each other. */
export function SafetyCard({ contact }: { readonly contact: Contact }): JSX.Element {
  const { identity, name, verified } = contact;
  const [number, setNumber] = useState<SafetyNumber>();
  useEffect(() => void running().safetyNumber(identity).then(setNumber), [identity]);
  const compared = verified === 'compared';
  const compare = async (qr: string): Promise<void> => {
    const matches = await running().verifyScanned(identity, qr);
    if (matches) putContact(await running().contact(identity));
    const told = t(matches ? 'safetyScanned' : 'safetyScannedOther', { name: isolate(name) });
    say(told, matches ? undefined : 'warning');
  };
  return (
    <section class="card">
      <h2>{t('safetyNumber')}</h2>
      <p class={`verified ${verified}`}>{verifiedText(verified)}</p>
      <p>{t('safetyExplain', { name })}</p>
      {number && (
        <>
          <ol class="safety-number" dir="ltr" aria-label={t('safetyNumber')}>
            {number.groups.map((group, index) => (
              <li key={index}>{group}</li>
            ))}
          </ol>
          <QrCode text={number.qr} label={t('safetyQr')} />
        </>
      )}
      {!compared && <ScanButton label={t('safetyScan')} take={(qr) => void compare(qr)} />}
      <Action
        kind={compared ? 'plain' : 'primary'}
        label={t(compared ? 'safetyUnmatch' : 'safetyMatch')}
        run={async () => putContact(await running().setVerified(identity, !compared))}
      />
    </section>
  );
}
