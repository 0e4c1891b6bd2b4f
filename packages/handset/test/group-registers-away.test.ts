import { describe, expect, test } from 'vitest';
import { circle, settled, texts } from './group-circle.ts';
import type { Circle } from './group-circle.ts';
import { eventually } from './handset-fixture.ts';

/** A circle whose relay takes messages, and answers nothing about registers until `answer`. */
async function unanswered(): Promise<
  Circle & { readonly asked: () => number; readonly answer: () => void }
> {
  const made = await circle({ eveIsAdmin: true });
  let asked = 0;
  made.relay.lies.instead = (frame) => {
    if (frame.kind !== 'register' && frame.kind !== 'lookup') return undefined;
    asked += 1;
    return { kind: 'refused', id: frame.id, code: 'UNAVAILABLE', retryAfterMs: 100 };
  };
  return { ...made, asked: () => asked, answer: () => void delete made.relay.lies.instead };
}

describe('while no register answers', () => {
  test('what is said goes to all; but not what is said after somebody was to be taken out, until they are', async () => {
    const made = await unanswered();
    const { ada, ben, eve, of, asked, answer } = made;
    await ada.handset.changeGroup(of(ada), { name: 'Renamed' });
    await ada.handset.send(of(ada), { text: 'for all' });
    await eventually(async () => (await texts(made, ben)).includes('for all'));
    await ada.handset.changeGroup(of(ada), { remove: [ben.handset.identity] });
    await ada.handset.send(of(ada), { text: 'not for Ben' });
    const before = asked();
    await eventually(() => asked() > before + 3);
    expect(await texts(made, eve)).not.toContain('not for Ben');
    answer();
    await eventually(async () => (await texts(made, eve)).includes('not for Ben'));
    await eventually(async () => (await ben.handset.conversation(of(ben))).state === 'removed');
    await settled(made, [ada, eve]);
    expect(await texts(made, ben)).not.toContain('not for Ben');
    await made.close();
  });

  test('somebody leaves all the same, though others whom they took out are not out yet', async () => {
    const made = await unanswered();
    const { ada, ben, eve, of, answer } = made;
    await eve.handset.changeGroup(of(eve), { remove: [ben.handset.identity] });
    await eve.handset.leave(of(eve));
    await eventually(async () => (await eve.handset.conversation(of(eve))).state === 'left');
    answer();
    await eventually(async () => {
      const members = await ada.handset.members(of(ada));
      return members.every(({ identity }) => identity !== eve.handset.identity);
    });
    await made.close();
  });
});
