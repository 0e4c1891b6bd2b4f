import type { Link, LinkConnection, Plugin, Records, Services } from '@sotto/core';
import { createPlugin, definePlugin } from '@sotto/core';
import { websocketLink } from '@sotto/link-websocket';

export interface LinkCount {
  /** Of whole messages and parts of blobs, without what HTTP and WebSocket add. */
  readonly sentBytes: number;
  readonly receivedBytes: number;
}

export interface RecordsCount {
  /** Calls of `write`, each one trip to the medium. */
  readonly writes: number;
  readonly records: number;
  /** Keys and sealed values that were put. */
  readonly bytes: number;
}

/** A plugin that counts, and what it counted since the last call of `take`. */
export interface Counted<P extends Plugin, T> {
  readonly plugin: P;
  readonly take: () => T;
}

/** `websocketLink`, counting. */
export function countedLink(): Counted<Plugin<'link'>, LinkCount> {
  let [sentBytes, receivedBytes] = [0, 0];
  const good = websocketLink();
  const connection = (real: LinkConnection): LinkConnection => ({
    send: (message) => {
      sentBytes += message.length;
      return real.send(message);
    },
    messages: counting(real.messages, (message) => {
      receivedBytes += message.length;
    }),
    close: () => real.close(),
  });
  const plugin = definePlugin({
    ...good,
    create: async (services): Promise<Link> => {
      const real = await createPlugin(good, services as Services);
      return {
        connect: async (relay, options) => connection(await real.connect(relay, options)),
        putBlobPart: (relay, part) => {
          sentBytes += part.bytes.length;
          return real.putBlobPart(relay, part);
        },
        blobState: (relay, id, options) => real.blobState(relay, id, options),
        getBlobRange: async (relay, range) => {
          const found = await real.getBlobRange(relay, range);
          receivedBytes += found?.bytes.length ?? 0;
          return found;
        },
        readLog: async (relay, file) => {
          const found = await real.readLog(relay, file);
          receivedBytes += found?.length ?? 0;
          return found;
        },
      };
    },
  });
  return {
    plugin,
    take: () => {
      const taken = { sentBytes, receivedBytes };
      [sentBytes, receivedBytes] = [0, 0];
      return taken;
    },
  };
}

/** A records plugin, counting what is written. */
export function countedRecords(good: Plugin<'records'>): Counted<Plugin<'records'>, RecordsCount> {
  let [writes, records, bytes] = [0, 0, 0];
  const plugin = definePlugin({
    ...good,
    create: async (services): Promise<Records> => {
      const real = await createPlugin(good, services as Services);
      return {
        get: (key) => real.get(key),
        range: (range) => real.range(range),
        write: (changes) => {
          writes += 1;
          for (const change of changes) {
            if (!('put' in change)) continue;
            records += 1;
            bytes += change.put.length + change.value.length;
          }
          return real.write(changes);
        },
        wipe: () => real.wipe(),
        usedBytes: () => real.usedBytes(),
        close: () => real.close(),
      };
    },
  });
  return {
    plugin,
    take: () => {
      const taken = { writes, records, bytes };
      [writes, records, bytes] = [0, 0, 0];
      return taken;
    },
  };
}

async function* counting<T>(source: AsyncIterable<T>, count: (item: T) => void): AsyncGenerator<T> {
  for await (const item of source) {
    count(item);
    yield item;
  }
}
