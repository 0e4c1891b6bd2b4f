import type { LockerApi } from '@sotto/handset';
import type { HandsetCommand, HandsetContext } from '../../command.ts';

interface LockerCommand extends Omit<HandsetCommand, 'on' | 'asksLocker' | 'run' | 'options'> {
  readonly options?: HandsetCommand['options'];
  readonly act: (locker: LockerApi, context: HandsetContext) => Promise<void>;
}

/** A command that opens the locker, does something in it, and locks it as it was. */
export function onLocker({ act, options = [], ...facts }: LockerCommand): HandsetCommand {
  return {
    ...facts,
    on: 'handset',
    options: [...options, 'locker-passphrase-file'],
    asksLocker: 'known',
    run: async (context) => {
      const { locker } = context.handset;
      await locker.open(context.lockerPassphrase);
      try {
        await act(locker, context);
      } finally {
        locker.lock();
      }
    },
  };
}
