import { expect, test } from 'vitest';
import type { HandsetEvent } from '../src/api.ts';
import { createEventHub } from '../src/events/event-hub.ts';

const event = (skewMs: number): HandsetEvent => ({ type: 'clock', skewMs });
async function all(events: AsyncIterable<HandsetEvent>): Promise<HandsetEvent[]> {
  const read: HandsetEvent[] = [];
  for await (const each of events) read.push(each);
  return read;
}

test('a subscription begins with the call, not with the first read', async () => {
  const hub = createEventHub();
  const events = hub.subscribe();
  hub.emit(event(1));
  hub.close();
  expect(await all(events)).toEqual([event(1)]);
});

test('a reader who is too slow gets `missed` and then what came after', async () => {
  const hub = createEventHub(3);
  const [slow, other] = [hub.subscribe(), hub.subscribe()];
  for (let index = 0; index < 4; index++) hub.emit(event(index));
  hub.close();
  expect(await all(slow)).toEqual([{ type: 'missed' }, event(3)]);
  expect(await all(other)).toEqual([{ type: 'missed' }, event(3)]);
});

test('aborting ends a subscription at once, also while it waits', async () => {
  const hub = createEventHub();
  const stop = new AbortController();
  const waiting = all(hub.subscribe(stop.signal));
  stop.abort();
  expect(await waiting).toEqual([]);
  expect(await all(hub.subscribe(stop.signal))).toEqual([]);
});

test('leaving the loop ends the subscription, and the others go on', async () => {
  const hub = createEventHub();
  const [left, stays] = [hub.subscribe(), hub.subscribe()];
  hub.emit(event(1));
  for await (const each of left) {
    expect(each).toEqual(event(1));
    break;
  }
  hub.emit(event(2));
  hub.close();
  expect(await all(stays)).toEqual([event(1), event(2)]);
});
