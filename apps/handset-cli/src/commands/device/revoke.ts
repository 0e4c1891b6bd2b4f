import type { HandsetCommand } from '../../command.ts';
import { cliError } from '../../error.ts';
import { choose } from '../../find/choose.ts';
import { deviceRow } from '../../output/device-row.ts';
import { settle } from '../../relayed.ts';
import { withinTime } from '../../within-time.ts';

export const deviceRevoke: HandsetCommand = {
  on: 'handset',
  name: 'device revoke',
  arguments: '<device>',
  summary: 'end a device of yours, such as one that was lost: it reads nothing from then on',
  options: [],
  minArguments: 1,
  maxArguments: 1,
  run: async ({ handset, arguments: [text = ''], options, emit, signal }) => {
    const { timeoutMs } = options;
    const inUse = (await handset.devices()).filter((each) => each.revokedAtMs === undefined);
    const candidates = inUse.map((value) => ({
      ...{ value, ids: [value.id], name: value.name, nameIsMine: true },
    }));
    const [device, another] = choose(text, candidates);
    if (device === undefined || another !== undefined)
      throw cliError(
        'DEVICE_UNCLEAR',
        'No device, or more than one, answers to this. sotto devices lists them.',
      );
    await withinTime({ timeoutMs, signal }, (inTime) =>
      handset.revokeDevice(device.id, { signal: inTime }),
    );
    const now = (await handset.devices()).find(({ id }) => id === device.id);
    await emit(deviceRow(now ?? device));
    await settle(handset, { timeoutMs, signal, emit });
  },
};
