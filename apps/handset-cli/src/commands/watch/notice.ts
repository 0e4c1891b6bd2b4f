import type { HandsetEvent } from '@sotto/handset';
import type { NoticeRow } from '../../output/row.ts';

/** Events that are remarks, no results. */
export type Remark = Extract<
  HandsetEvent,
  { type: 'clock' | 'dropped' | 'missed' | 'restored' | 'trouble' }
>;

export function noticeOf(event: Remark): NoticeRow {
  return { type: 'notice', ...wordsFor(event) };
}

function wordsFor(event: Remark): Pick<NoticeRow, 'code' | 'message'> {
  switch (event.type) {
    case 'clock': {
      const minutes = Math.round(Math.abs(event.skewMs) / 60_000);
      const message = `This machine's clock is ${minutes} minutes off the relay's.`;
      return { code: 'clock', message };
    }
    case 'dropped':
      return { code: 'dropped', message: `An envelope was dropped: ${event.reason}.` };
    case 'missed':
      return { code: 'missed', message: 'Too much happened at once: sotto history has it all.' };
    case 'restored':
      return {
        code: 'restored',
        message:
          'This folder is an older copy of the handset: it comes back into its conversations before it sends anything.',
      };
    case 'trouble':
      if (event.code === 'WIPE_TEST_FAILED')
        return {
          code: event.code,
          message: 'The wipe does not work on this machine: sotto wipe test tells what failed.',
        };
      return { code: event.code, message: `Something needs you: ${event.code}.` };
  }
}
