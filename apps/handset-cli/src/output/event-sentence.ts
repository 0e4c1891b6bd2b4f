import type { ConversationEvent } from '@sotto/handset';
import { durationText } from './duration-text.ts';
import type { Names } from './names.ts';

/** Something that happened in a conversation, in a plain sentence without its end. Holds names that others chose. */
export async function eventSentence(names: Names, event: ConversationEvent): Promise<string> {
  if (event.type === 'healed')
    return 'the conversation had split, because a relay showed two orders, and is one again';
  const by = await names.person(event.by);
  switch (event.type) {
    case 'created':
      return `${by} made the group`;
    case 'added':
      return `${by} added ${await list(names, event.who)}`;
    case 'removed':
      return `${by} removed ${await list(names, event.who)}`;
    case 'left':
      return `${by} left`;
    case 'renamed':
      return `${by} named the group ${event.name}`;
    case 'picture':
      return `${by} changed the picture of the group`;
    case 'role':
      return event.role === 'admin'
        ? `${by} made ${await list(names, event.who)} admin`
        : `${by} took the role of admin from ${await list(names, event.who)}`;
    case 'disappearing':
      return event.afterSeconds === 0
        ? `${by} set that new messages stay`
        : `${by} set that new messages disappear ${durationText(event.afterSeconds)} after they were read`;
    case 'settings':
      return `${by} changed the settings of the group`;
    case 'rejoined':
      return `${by} came back with a handset that had lost its state`;
    case 'device':
      if (event.change === 'contradicted')
        return `there are two accounts of which devices ${by} uses: one may be stolen or copied; compare the safety number again`;
      return event.change === 'added'
        ? `${by} use${by === 'you' ? '' : 's'} a new device`
        : `${by} no longer use${by === 'you' ? '' : 's'} a device`;
    case 'lost': {
      const what = event.count === 1 ? '1 message' : `${event.count} messages`;
      const whose = by === 'you' ? 'yours' : by;
      return `${what} of ${whose} could not be recovered`;
    }
  }
}

async function list(
  names: Names,
  identities: readonly Parameters<Names['person']>[0][],
): Promise<string> {
  const known: string[] = [];
  for (const identity of identities) known.push(await names.person(identity));
  return known.join(', ');
}
