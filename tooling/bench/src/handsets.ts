import { join } from 'node:path';
import type { Plugin } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import type { ConversationId, Handset, HandsetEvent, OpenedHandset } from '@sotto/handset';
import { openHandset } from '@sotto/handset';
import { websocketLink } from '@sotto/link-websocket';
import { sharpPictures } from '@sotto/pictures-sharp';
import { sqliteRecords } from '@sotto/records-sqlite';
import type { RelayChild } from './relay-child.ts';

export const passphrase = 'four random words';

/** The relay's origin, as handsets name it. */
export function originOf(relay: RelayChild): string {
  const { host } = new URL(relay.url);
  return `http://${host}`;
}

/** A handset as an app has it, but for its passphrase, which is cheap to try. Other plugins replace those of their point. */
export function openBenchHandset(
  folder: string,
  name: string,
  relay: string,
  instead: readonly Plugin[] = [],
): Promise<OpenedHandset> {
  const usual: readonly Plugin[] = [
    nodeCrypto(),
    sqliteRecords({ path: join(folder, name, 'handset.db') }),
    websocketLink(),
    sharpPictures(),
  ];
  const plugins = usual.map(
    (plugin) => instead.find(({ point }) => point === plugin.point) ?? plugin,
  );
  const unsafeArgon2 = { memoryKiB: 8, passes: 1, parallelism: 1 };
  const unsafe = { unsafeArgon2, unsafeNoCover: true };
  return openHandset({ plugins, relay, passphrase, suggestedName: name, ...unsafe });
}

/** `b` accepts an invite of `a`. */
export async function introduce(
  a: Handset,
  b: Handset,
): Promise<readonly [ofA: ConversationId, ofB: ConversationId]> {
  const events = a.events();
  const { link } = await a.createInvite();
  const ofB = await b.acceptInvite(link);
  const { conversation } = await next(events, (event) =>
    event.type === 'conversation' ? event : undefined,
  );
  return [conversation.id, ofB.id];
}

/** The first event of the stream that the question answers. Ends the stream. */
export async function next<T>(
  events: AsyncIterable<HandsetEvent>,
  ask: (event: HandsetEvent) => T | undefined,
): Promise<T> {
  for await (const event of events) {
    const answer = ask(event);
    if (answer !== undefined) return answer;
  }
  throw new Error('The handset was closed.');
}
