import type { HandsetCommand } from '../../command.ts';
import { deviceRow } from '../../output/device-row.ts';

export const devices: HandsetCommand = {
  on: 'handset',
  name: 'devices',
  arguments: '',
  summary: 'list your devices, this one first',
  options: [],
  minArguments: 0,
  maxArguments: 0,
  run: async ({ handset, emit }) => {
    for (const device of await handset.devices()) await emit(deviceRow(device));
  },
};
