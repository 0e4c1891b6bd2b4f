import { useEffect, useState } from 'preact/hooks';
import type { LostDevice, WipeableDevice } from '@sotto/handset';
import { dateAndTime } from '../parts/time.ts';
import { devicesChanged } from '../session/devices.ts';
import { running } from '../session/open-handset.ts';
import { t } from '../strings/language.ts';

/** Who may wipe which device, as it is now. */
export function useLost(): readonly [LostDevice | undefined, (next: LostDevice) => void] {
  const [lost, setLost] = useState<LostDevice>();
  useEffect(() => void running().lostDevice.view().then(setLost), [devicesChanged.value]);
  return [lost, setLost];
}

/** What became of a command. */
export function commandText({ command }: WipeableDevice): string | undefined {
  if (command === undefined) return undefined;
  if (command.heardAtMs !== undefined)
    return t('lostHeard', { date: dateAndTime(command.heardAtMs) });
  return t(command.atRelays > 0 ? 'lostWaits' : 'lostAsked');
}
