import type { HandsetCommand } from '../command.ts';
import { isoTime } from '../output/iso-time.ts';
import { onMessage } from './on-message.ts';

export const versions: HandsetCommand = onMessage({
  name: 'versions',
  further: [],
  summary: 'print the texts that a message had, oldest first',
  options: [],
  isTold: false,
  act: async ({ handset, emit }, { id }, message) => {
    for (const { text, atMs } of await handset.versions(id, message.id)) {
      await emit({ type: 'version', message: message.id, text, at: isoTime(atMs) });
    }
  },
});
