import type { LostDevice } from '@sotto/handset';
import type { HandsetCommand, HandsetContext } from '../../command.ts';
import { cliError } from '../../error.ts';
import { choose } from '../../find/choose.ts';
import { findContact } from '../../find/find-person.ts';
import { lostRow } from '../../output/lost-row.ts';
import { withinTime } from '../../within-time.ts';

/** Commands end by showing how it is then. */
function onLost(
  facts: Pick<HandsetCommand, 'name' | 'arguments' | 'summary' | 'minArguments' | 'maxArguments'>,
  act: (context: HandsetContext) => Promise<LostDevice>,
): HandsetCommand {
  return {
    ...{ on: 'handset', options: [], ...facts },
    run: async (context) => {
      const now = await act(context);
      const { handset, names, emit } = context;
      await emit(await lostRow(now, await handset.devices(), names));
    },
  };
}

export const lost: HandsetCommand = onLost(
  {
    ...{ name: 'lost', arguments: '', minArguments: 0, maxArguments: 0 },
    summary: 'show who may wipe this device when it is lost, and which devices you may wipe',
  },
  ({ handset }) => handset.lostDevice.view(),
);

export const lostListen: HandsetCommand = onLost(
  {
    ...{ name: 'lost listen', arguments: '<on|off|always>', minArguments: 1, maxArguments: 1 },
    summary: 'let your other devices wipe this one; always is also before it is unlocked',
  },
  ({ handset, arguments: [how = ''] }) => {
    if (!['on', 'off', 'always'].includes(how))
      throw cliError('CLI_USAGE', 'Write: sotto lost listen on, off or always');
    return handset.lostDevice.listen({ isOn: how !== 'off', beforeUnlock: how === 'always' });
  },
);

export const lostTrust: HandsetCommand = trusting(
  'lost trust',
  true,
  'let a contact wipe this device',
);
export const lostDistrust: HandsetCommand = trusting(
  'lost distrust',
  false,
  'let a contact no longer wipe this device',
);

function trusting(name: string, isTrusted: boolean, summary: string): HandsetCommand {
  return onLost(
    { name, summary, arguments: '<contact>', minArguments: 1, maxArguments: 1 },
    async ({ handset, arguments: [text = ''] }) => {
      const { identity } = await findContact(handset, text);
      return handset.lostDevice.trust(identity, isTrusted);
    },
  );
}

export const lostWipe: HandsetCommand = onLost(
  {
    ...{ name: 'lost wipe', arguments: '<device>', minArguments: 1, maxArguments: 1 },
    summary: 'have a lost device wipe itself, for good; one of yours is ended too',
  },
  async ({ handset, names, options, arguments: [text = ''], signal }) => {
    const { devices } = await handset.lostDevice.view();
    const row = await lostRow(await handset.lostDevice.view(), await handset.devices(), names);
    const candidates = devices.map((value) => ({
      ...{ value, ids: [value.device, value.identity], nameIsMine: true },
      name: row.devices.find(({ device }) => device === value.device)?.name ?? '',
    }));
    const [found, another] = choose(text, candidates);
    if (found === undefined || another !== undefined)
      throw cliError(
        'DEVICE_UNCLEAR',
        'No device that can be wiped, or more than one, answers to this. sotto lost lists them.',
      );
    return withinTime({ timeoutMs: options.timeoutMs, signal }, (inTime) =>
      handset.lostDevice.wipe(found.device, { signal: inTime }),
    );
  },
);
