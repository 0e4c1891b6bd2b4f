import type { MessageKind, Plugin } from '@sotto/core';
import type { Draft } from '@sotto/handset';
import { composePoll, pollKind, pollKinds, pollMediaType } from '@sotto/kinds-poll';

/** The kinds of messages that this handset has besides text and pictures. */
export function kindPlugins(): readonly Plugin[] {
  return [pollKinds()];
}

/** How a kind is shown; undefined for one that this handset does not have. */
export function kindOf(mediaType: string): MessageKind | undefined {
  return mediaType === pollMediaType ? pollKind : undefined;
}

/** A poll as a message. @throws POLL_INVALID */
export function pollDraft(question: string, options: readonly string[], multiple: boolean): Draft {
  return { mediaType: pollMediaType, data: composePoll({ question, options, multiple }) };
}
