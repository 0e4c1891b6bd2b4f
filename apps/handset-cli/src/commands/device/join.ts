import { setTimeout as sleep } from 'node:timers/promises';
import { isSottoError } from '@sotto/core';
import type { Handset } from '@sotto/handset';
import type { VaultCommand } from '../../command.ts';
import { homesOf } from '../../homes-of.ts';

const pollMs = 250;

export const deviceJoin: VaultCommand = {
  on: 'vault',
  name: 'device join',
  arguments: '[<link|->]',
  summary: 'make this a device of yours beside another: prints a code for “device link” there',
  options: ['relay', 'label'],
  minArguments: 0,
  maxArguments: 1,
  inputArgument: 0,
  run: async (context) => {
    const { vault, folder, options, passphrase, emit, signal } = context;
    // Which network it belongs to, this device hears from the others.
    const { charterHash: _, ...homes } = homesOf(context);
    const handset = await vault.link({
      ...homes,
      passphrase: await passphrase(),
      signal,
      ...(options.label === undefined ? {} : { name: options.label }),
      onCode: (code) => void emit({ type: 'device-code', code }),
    });
    await letIn(handset, options.timeoutMs, signal);
    const { identity, suggestedName: name } = handset;
    await emit({ type: 'handset', identity, relay: homes.relay, name, data: folder });
  },
};

/** The conversations come while the handset runs; the first of them is the notes. What is not here in time comes with the next command. */
async function letIn(handset: Handset, timeoutMs: number, signal: AbortSignal): Promise<void> {
  const untilMs = performance.now() + timeoutMs;
  for (;;) {
    try {
      await handset.notes();
      return;
    } catch (error) {
      if (!isSottoError(error, 'DEVICES_NOT_READY')) throw error;
    }
    if (performance.now() > untilMs) return;
    await sleep(pollMs, undefined, { signal });
  }
}
