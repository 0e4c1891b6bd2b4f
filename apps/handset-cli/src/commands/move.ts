import { parseRelayUrl } from '@sotto/protocol';
import type { HandsetCommand } from '../command.ts';
import { settle } from '../relayed.ts';
import { withinTime } from '../within-time.ts';
import { statusRow } from './status.ts';

/** A handset has its mailboxes at so many relays. */
const maxRelays = 4;

export const move: HandsetCommand = {
  on: 'handset',
  name: 'move',
  arguments: '<relay>…',
  summary:
    'have your mailboxes at these relays from now on, the preferred one first; contacts follow',
  options: [],
  minArguments: 1,
  maxArguments: maxRelays,
  run: async ({ handset, arguments: given, options, served, emit, signal }) => {
    const relays = given.map((url) => parseRelayUrl(url));
    const { timeoutMs } = options;
    await withinTime({ timeoutMs, signal }, (inTime) => handset.moveTo(relays, { signal: inTime }));
    await emit(await statusRow(handset, served));
    await settle(handset, { timeoutMs, signal, emit });
  },
};
