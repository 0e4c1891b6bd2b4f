import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { outboxTables } from '../src/outbox/outbox-tables.ts';
import { decodeMessageRecord, encodeMessageRecord } from '../src/storage/message-record.ts';
import { encodeFields, readFields } from '../src/storage/fields.ts';
import { decodeReadMark, encodeReadMark } from '../src/storage/read-mark.ts';
import { cover } from '../src/storage/sent-record.ts';
import { decodeStamp, encodeStamp } from '../src/storage/sync-entry.ts';
import { urls } from './net-fixture.ts';
import { box, hex, mailbox, stopBoxes } from './outbox-fixture.ts';

afterEach(stopBoxes);

/** As an earlier version wrote them: forms in which a message held whom it was sent to, and a post its mailboxes. */
const older = JSON.parse(
  readFileSync(new URL('./fixtures/records-2.json', import.meta.url), 'utf8'),
) as Readonly<Record<'message' | 'post' | 'uncovered', string>>;
const bytesOf = (name: keyof typeof older): Uint8Array => Uint8Array.fromHex(older[name]);
const fill = (byte: number, length = 32): Uint8Array => new Uint8Array(length).fill(byte);

describe('a record of an earlier version', () => {
  test('of a message is read with whom it was sent to and who has it, and written in the form of today', () => {
    const audience = Uint8Array.from([...fill(0xa1, 8), ...fill(0xb2, 8), ...fill(0xc3, 8)]);
    const hlc = { physicalMs: 1_764_000_000_000, counter: 3 };
    const message = decodeMessageRecord(bytesOf('message'));
    expect(message).toMatchObject({
      ...{ hlc, id: fill(1), mine: true, sender: fill(2), device: fill(3), sequence: 7 },
      ...{ state: 'delivered', seen: true, body: { kind: 'text', text: 'old' } },
      versions: [{ hlc, id: fill(4), text: 'older', sequence: 8 }],
      reactions: [{ hlc, id: fill(5), identity: fill(6), reaction: '👍' }],
      answers: [{ hlc, id: fill(7), identity: fill(6), data: fill(1, 2) }],
      receipts: { audience, states: Uint8Array.of(1, 2, 1) },
    });
    const written = encodeMessageRecord(message);
    expect(readFields(written, 1_000).version).toBe(3);
    expect(decodeMessageRecord(written)).toEqual(message);
  });

  test('of a post that waits is sent and settled', async () => {
    const it = await box();
    const [one, two] = [await mailbox(it), await mailbox(it)];
    // The mailboxes of this relay in place of those that it names.
    const post = Uint8Array.fromHex(
      older.post.replace('0a'.repeat(32), hex(one)).replace('0b'.repeat(32), hex(two)),
    );
    await it.stop();
    await it.store.write([
      { put: { table: outboxTables.lane(urls.a), ordinal: 4 }, value: post },
      { put: { table: outboxTables.lanes, id: urls.a }, value: encodeFields(1, [urls.a]) },
    ]);
    const again = await box({ store: it.store, relays: it.relays, clock: it.clock });
    await again.clock.pass(1_000);
    expect(again.settled).toEqual([{ message: 1, covers: [0, 4] }]);
    expect(it.relays.a.stored(hex(two)).map(({ body }) => hex(body))).toEqual(['0c'.repeat(40)]);
    expect(it.store.table(outboxTables.lane(urls.a)).size).toBe(0);
  });

  test('of devices that are still to be reached goes on, and is gone with the last of them', () => {
    const left = cover(bytesOf('uncovered'), [0, 1, 2, 3, 4, 5, 6, 7, 8, 10]);
    expect(left && cover(left, [9])).toBeUndefined();
    expect(left).toBeDefined();
  });

  test('of what other devices said last, and have read, is read without a version and written with one', () => {
    const hlc = { physicalMs: 1_764_000_000_000, counter: 3 };
    const stamp = Uint8Array.fromHex('1b0000019ab697e800');
    const mark = Uint8Array.fromHex('821b0000019ab697e80003');
    expect([decodeStamp(stamp), decodeReadMark(mark)]).toEqual([hlc.physicalMs, hlc]);
    expect(readFields(encodeStamp(hlc.physicalMs), 1_000).version).toBe(1);
    expect(readFields(encodeReadMark(hlc), 1_000).version).toBe(1);
    expect(decodeStamp(encodeStamp(hlc.physicalMs))).toBe(hlc.physicalMs);
    expect(decodeReadMark(encodeReadMark(hlc))).toEqual(hlc);
    expect(decodeStamp(undefined)).toBe(-1);
  });
});
