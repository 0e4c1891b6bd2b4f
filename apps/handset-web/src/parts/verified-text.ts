import type { Contact } from '@sotto/handset';
import { t } from '../strings/language.ts';

/** The same in as few words as go beside a name. */
export function verifiedWord(verified: Contact['verified']): string {
  return verified === 'compared' ? t('verifiedWord') : verifiedText(verified);
}

/** How well somebody is known, in words. */
export function verifiedText(verified: Contact['verified']): string {
  switch (verified) {
    case 'compared':
      return t('verifiedCompared');
    case 'invite':
      return t('verifiedInvite');
    case 'none':
      return t('verifiedNone');
  }
}
