import { expect, test } from 'vitest';
import type { HandsetEvent } from '../src/api.ts';
import { createEventHub } from '../src/events/event-hub.ts';

const event = (skewMs: number): HandsetEvent => ({ type: 'clock', skewMs });
async function all(events: AsyncIterable<HandsetEvent>): Promise<HandsetEvent[]> {
  const read: HandsetEvent[] = [];
  for await (const each of events) read.push(each);
  return read;
}
async function first(count: number, events: AsyncIterable<HandsetEvent>): Promise<HandsetEvent[]> {
  const read: HandsetEvent[] = [];
  for await (const each of events) if (read.push(each) === count) break;
  return read;
}

test('a subscription begins with the call, not with the first read', async () => {
  const hub = createEventHub();
  const events = hub.subscribe();
  hub.emit(event(1));
  expect(await first(1, events)).toEqual([event(1)]);
});

test('a reader who is too slow gets `missed` and then what came after', async () => {
  const hub = createEventHub(3);
  const [slow, other] = [hub.subscribe(), hub.subscribe()];
  for (let index = 0; index < 4; index++) hub.emit(event(index));
  expect(await first(2, slow)).toEqual([{ type: 'missed' }, event(3)]);
  expect(await first(2, other)).toEqual([{ type: 'missed' }, event(3)]);
});

test('closing ends every subscription and drops what was not read: it was decrypted', async () => {
  const hub = createEventHub();
  const [unread, waits] = [hub.subscribe(), all(hub.subscribe())];
  await new Promise((resolve) => setTimeout(resolve));
  hub.emit(event(1));
  hub.close();
  expect(await all(unread)).toEqual([]);
  expect(await waits).toEqual([]);
  expect(await all(hub.subscribe())).toEqual([]);
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
  expect(await first(1, left)).toEqual([event(1)]);
  hub.emit(event(2));
  expect(await first(2, stays)).toEqual([event(1), event(2)]);
});
