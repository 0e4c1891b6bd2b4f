import type { KnownNetwork } from '@sotto/handset';
import { isolate } from '../strings/language.ts';
import type { SignName } from './sign.tsx';
import { isOfFile } from './trouble-of.ts';
import { when } from './when.ts';
import { w } from './words/words.ts';

/** How the network stands, in one sentence. */
export interface State {
  readonly look: 'fine' | 'unsure' | 'bad';
  readonly sign: SignName;
  readonly sentence: string;
  readonly explain?: string;
}

/** The worst that is true. What the operators say is told beside it; this is about whether they can be watched. */
export function stateOf(now: KnownNetwork): State {
  const { evidence, alarms, witnessPulse, operatorPulse, trouble, readAtMs } = now;
  const witnesses = { date: when(witnessPulse.sinceMs) };
  const operators = { date: when(operatorPulse.sinceMs) };
  if (evidence > 0)
    return { look: 'bad', sign: 'split', sentence: w('liedTitle'), explain: w('liedMeans') };
  const [alarm] = alarms;
  if (alarm)
    return {
      look: 'bad',
      sign: 'alarm',
      sentence: w('alarmTitle', { witness: isolate(alarm.witness) }),
      explain: w('alarmMeans'),
    };
  if (witnessPulse.step === 'silent')
    return {
      look: 'bad',
      sign: 'quiet',
      sentence: w('witnessesSilent', witnesses),
      explain: w('witnessesSilentMeans'),
    };
  if (operatorPulse.step === 'silent')
    return {
      look: 'bad',
      sign: 'quiet',
      sentence: w('operatorsSilent', operators),
      explain: w('operatorsSilentMeans'),
    };
  if (trouble && !isOfFile(trouble))
    return {
      look: 'unsure',
      sign: 'quiet',
      sentence: w('stateTrouble', { date: when(readAtMs) }),
    };
  if (witnessPulse.step === 'late')
    return {
      look: 'unsure',
      sign: 'quiet',
      sentence: w('witnessesLate', witnesses),
      explain: w('witnessesLateMeans'),
    };
  if (operatorPulse.step === 'late')
    return {
      look: 'unsure',
      sign: 'quiet',
      sentence: w('operatorsLate', operators),
      explain: w('operatorsLateMeans'),
    };
  return {
    look: 'fine',
    sign: 'fine',
    sentence: w('stateFine'),
    explain: w('stateFineExplain'),
  };
}
