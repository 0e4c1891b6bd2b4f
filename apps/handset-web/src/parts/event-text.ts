import type { ConversationEvent, IdentityId } from '@sotto/handset';
import { isMe, nameOf } from '../session/people.ts';
import { isolate, t, tCount, tList } from '../strings/language.ts';
import { duration } from './time.ts';

/** What happened in a conversation, in plain words. */
export function eventText(event: ConversationEvent): string {
  if (event.type === 'healed') return t('eventHealed');
  const mine = isMe(event.by);
  const by = isolate(nameOf(event.by));
  switch (event.type) {
    case 'created':
      return t(mine ? 'eventCreatedYou' : 'eventCreated', { by });
    case 'added':
      return t(mine ? 'eventAddedByYou' : 'eventAdded', { by, who: people(event.who) });
    case 'removed':
      return t(mine ? 'eventRemovedByYou' : 'eventRemoved', { by, who: people(event.who) });
    case 'left':
      return t(mine ? 'eventLeftYou' : 'eventLeft', { by });
    case 'renamed':
      return t(mine ? 'eventRenamedYou' : 'eventRenamed', { by, name: isolate(event.name) });
    case 'picture':
      return t(mine ? 'eventPictureYou' : 'eventPicture', { by });
    case 'role': {
      const who = people(event.who);
      if (event.role === 'admin') return t(mine ? 'eventAdminByYou' : 'eventAdmin', { by, who });
      return t(mine ? 'eventMemberByYou' : 'eventMember', { by, who });
    }
    case 'disappearing':
      if (event.afterSeconds === 0) return t(mine ? 'eventStayYou' : 'eventStay', { by });
      return t(mine ? 'eventDisappearingYou' : 'eventDisappearing', {
        by,
        time: duration(event.afterSeconds),
      });
    case 'settings':
      return t(mine ? 'eventSettingsYou' : 'eventSettings', { by });
    case 'rejoined':
      return t(mine ? 'eventRejoinedYou' : 'eventRejoined', { by });
    case 'device':
      if (event.change === 'contradicted') return t('eventDeviceContradicted', { by });
      if (event.change === 'added')
        return t(mine ? 'eventDeviceAddedYou' : 'eventDeviceAdded', { by });
      return t(mine ? 'eventDeviceRemovedYou' : 'eventDeviceRemoved', { by });
    case 'lost':
      return tCount('eventLost', event.count, { by });
  }
}

function people(who: readonly IdentityId[]): string {
  return tList(who.map((one) => (isMe(one) ? t('youObject') : isolate(nameOf(one)))));
}
