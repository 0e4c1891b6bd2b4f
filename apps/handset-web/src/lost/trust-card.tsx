import type { JSX } from 'preact';
import type { Contact } from '@sotto/handset';
import { Check } from '../parts/choice-field.tsx';
import { running } from '../session/open-handset.ts';
import { isolate, t } from '../strings/language.ts';
import { LostButton } from './lost-button.tsx';
import { useLost } from './use-lost.ts';

/** Whether a contact may wipe this device, and the devices of theirs that this person may. */
export function TrustCard({ contact }: { readonly contact: Contact }): JSX.Element | null {
  const [lost, setLost] = useLost();
  if (lost === undefined) return null;
  const { identity } = contact;
  const name = isolate(contact.name);
  const theirs = lost.devices.filter((device) => device.identity === identity);
  return (
    <section class="card">
      <h2>{t('lostTrustTitle')}</h2>
      <p>{t('lostTrustExplain', { name })}</p>
      <Check
        label={t('lostTrust', { name })}
        checked={lost.trusted.includes(identity)}
        onChange={async (on) => setLost(await running().lostDevice.trust(identity, on))}
      />
      {theirs.length > 0 && <p>{t('lostTrusted', { name })}</p>}
      {theirs.map((device) => (
        <div key={device.device} class="row">
          <LostButton
            device={device}
            name={contact.name}
            done={async () => setLost(await running().lostDevice.view())}
          />
        </div>
      ))}
    </section>
  );
}
