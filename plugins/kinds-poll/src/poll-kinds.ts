import type { KindVerdict, MessageKind, Plugin } from '@sotto/core';
import { definePlugin } from '@sotto/core';
import { parsePollContent } from './content.ts';
import type { PollContent } from './content.ts';
import { pollLimits } from './limits.ts';
import { pollError } from './poll.ts';
import { foldPoll } from './state.ts';
import { describePoll, fallbackOf, summaryOf } from './texts.ts';
import { pollView } from './view/poll-view.ts';

/** Under which polls and votes travel. */
export const pollMediaType = 'application/vnd.sotto.poll+cbor';

/** Polls. A vote replies to its poll; of each person the last one sent before the end counts. */
export const pollKind: MessageKind = Object.freeze<MessageKind>({
  mediaType: pollMediaType,
  maxBytes: pollLimits.maxPollBytes,
  validate: (data): KindVerdict => {
    const content = parsePollContent(data);
    if (content === undefined) return { ok: false };
    const role = 'poll' in content ? 'message' : 'answer';
    return { ok: true, role, summary: summaryOf(content) };
  },
  fallback: (data) => fallbackOf(known(parsePollContent(data))),
  answers: Object.freeze({ perSender: pollLimits.votesPerSender, fold: foldPoll }),
  describe: describePoll,
  view: pollView,
});

/** The plugin with this one kind. */
export function pollKinds(): Plugin<'kinds', never> {
  return definePlugin({
    id: 'kinds-poll',
    point: 'kinds',
    contract: 1,
    needs: [],
    create: async () => ({ kinds: [pollKind] }),
  });
}

function known(content: PollContent | undefined): PollContent {
  if (content === undefined) throw pollError('This is neither a poll nor a vote.');
  return content;
}
