import type { BlobId, RelayUrl } from '@sotto/core';
import { SottoError } from '@sotto/core';
import type { Mls } from '@sotto/mls';
import { afterEach, describe, expect, test } from 'vitest';
import { eventually, meet, person, relayUrl } from './handset-fixture.ts';
import type { Person, PersonOptions } from './handset-fixture.ts';
import { tinyRelay } from './tiny-relay.ts';

const open: Person[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ vault }) => vault.close()));
});
async function join(options: PersonOptions): Promise<Person> {
  const made = await person(options);
  open.push(made);
  return made;
}

const file = (bytes: number): Uint8Array => {
  const made = new Uint8Array(bytes).map((_, index) => (index * 7) % 251);
  made.set(new TextEncoder().encode('PIC'));
  return made;
};

async function pair() {
  const relay = tinyRelay();
  const ada = await join({ relay, name: 'Ada' });
  const ben = await join({ relay, name: 'Ben' });
  const ids = await meet(ada, ben);
  const arrived = () => eventually(async () => (await ben.handset.history(ids.ofB)).messages[0]);
  return { relay, ada, ben, ...ids, arrived };
}

describe('a picture', () => {
  test('is cleaned, arrives with caption and preview, and is fetched, checked and kept', async () => {
    const { relay, ada, ben, ofA, ofB, arrived } = await pair();
    const sent = await ada.handset.send(ofA, { picture: file(1_500_000), caption: 'a walk' });
    expect(sent.state).toBe('uploading');
    const got = await arrived();
    expect(got.body).toMatchObject({
      kind: 'picture',
      caption: 'a walk',
      width: 40,
      height: 30,
      here: false,
    });
    const progress: number[] = [];
    const picture = await ben.handset.picture(ofB, got.id, {
      onProgress: ({ doneBytes }) => progress.push(doneBytes),
    });
    expect(new TextDecoder().decode(picture.bytes.subarray(0, 8))).toBe('CLEANPIC');
    expect(picture.bytes).toHaveLength(1_500_005);
    expect(progress.length).toBeGreaterThan(5);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(got.id).toBe(sent.id);
    relay.lies.blob = () => undefined;
    expect((await ben.handset.picture(ofB, got.id)).bytes).toEqual(picture.bytes);
    expect((await ada.handset.picture(ofA, sent.id)).bytes).toEqual(picture.bytes);
    await eventually(
      async () => (await ada.handset.history(ofA)).messages[0]?.state === 'delivered',
    );
    expect(
      ada.seen.some((event) => event.type === 'progress' && event.progress.stage === 'uploading'),
    ).toBe(true);
  });

  test('that cannot be cleaned is refused with its reason, and nothing is stored or sent', async () => {
    const { relay, ada, ofA } = await pair();
    await eventually(() => relay.unacked() === 0);
    const posts = relay.posts.length;
    const entries = ada.store.entryCount();
    const refused = ada.handset.send(ofA, { picture: new TextEncoder().encode('GIF89a') });
    await expect(refused).rejects.toMatchObject({ code: 'PICTURE_REFUSED', reason: 'type' });
    expect((await ada.handset.history(ofA)).messages).toEqual([]);
    expect(ada.store.entryCount()).toBe(entries);
    expect(relay.posts).toHaveLength(posts);
  });

  test('sent offline goes out later, behind texts that were sent after it, and is shown in its place', async () => {
    const { relay, ada, ben, ofA, ofB } = await pair();
    ada.weather.down = true;
    relay.cutAll();
    await ada.handset.send(ofA, { picture: file(10_000) });
    await ada.handset.send(ofA, { text: 'after it' });
    ada.weather.down = false;
    ada.handset.nudge();
    const kinds = async () =>
      (await ben.handset.history(ofB)).messages.map(({ body }) => body.kind).join();
    await eventually(async () => (await kinds()) === 'picture,text');
  });

  test('upload goes on where it broke off', async () => {
    const { relay, ada, ofA, arrived } = await pair();
    const put = relay.putBlobPart;
    const offsets: number[] = [];
    let failures = 0;
    Object.assign(relay, {
      putBlobPart: async (part: Parameters<typeof put>[0]) => {
        offsets.push(part.offset);
        if (offsets.length === 3 && failures++ === 0) {
          await put(part);
          throw new SottoError('LINK_CLOSED', 'cut', { retryable: true });
        }
        return put(part);
      },
    });
    await ada.handset.send(ofA, { picture: file(1_000_000) });
    await arrived();
    expect(failures).toBe(1);
    expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
    expect(new Set(offsets).size).toBe(offsets.length);
  });

  test('that is gone from the relay, or is not what was sent, is told apart', async () => {
    const { relay, ada, ben, ofA, ofB, arrived } = await pair();
    await ada.handset.send(ofA, { picture: file(100_000) });
    const { id } = await arrived();
    relay.lies.blob = () => undefined;
    await expect(ben.handset.picture(ofB, id)).rejects.toMatchObject({ code: 'PICTURE_GONE' });
    relay.lies.blob = (bytes) => bytes.slice(1);
    await expect(ben.handset.picture(ofB, id)).rejects.toMatchObject({ code: 'PICTURE_BROKEN' });
    relay.lies.blob = (bytes) => Uint8Array.from(bytes).fill(0, 70_000, 70_001);
    await expect(ben.handset.picture(ofB, id)).rejects.toMatchObject({ code: 'PICTURE_BROKEN' });
    delete relay.lies.blob;
    expect((await ben.handset.picture(ofB, id)).bytes).toHaveLength(100_005);
  });

  test('asked for twice at once is fetched once', async () => {
    const { relay, ada, ben, ofA, ofB, arrived } = await pair();
    await ada.handset.send(ofA, { picture: file(100_000) });
    const { id } = await arrived();
    let fetched = 0;
    relay.lies.blob = (bytes) => (fetched++, bytes);
    await Promise.all([ben.handset.picture(ofB, id), ben.handset.picture(ofB, id)]);
    expect(fetched).toBe(1);
  });

  test('whose fetching was aborted can be fetched again', async () => {
    const { ada, ben, ofA, ofB, arrived } = await pair();
    await ada.handset.send(ofA, { picture: file(600_000) });
    const { id } = await arrived();
    const stop = new AbortController();
    const onProgress = ({ doneBytes }: { doneBytes: number }): void => {
      if (doneBytes > 0) stop.abort();
    };
    await expect(
      ben.handset.picture(ofB, id, { signal: stop.signal, onProgress }),
    ).rejects.toThrow();
    expect((await ben.handset.picture(ofB, id)).bytes).toHaveLength(600_005);
  });

  test("at a relay that is neither the contact's nor ours is not fetched", async () => {
    const relay = tinyRelay();
    const elsewhere = tinyRelay();
    const asked: string[] = [];
    Object.assign(elsewhere, { getBlobRange: async () => void asked.push('blob') });
    const lie = (plaintext: Uint8Array): Uint8Array =>
      Buffer.from(
        Buffer.from(plaintext)
          .toString('latin1')
          .replace('@https://relay.example', '@https://other.example'),
        'latin1',
      );
    const over = (mls: Mls): Mls => ({
      ...mls,
      encrypt: (group, plaintext) => mls.encrypt(group, lie(plaintext)),
    });
    const others = { 'https://other.example': elsewhere };
    const ada = await join({ relay, others, over });
    const ben = await join({ relay, others });
    const { ofA, ofB } = await meet(ada, ben);
    await ada.handset.send(ofA, { picture: file(1_000) });
    const { id } = await eventually(async () => (await ben.handset.history(ofB)).messages[0]);
    await expect(ben.handset.picture(ofB, id)).rejects.toMatchObject({ code: 'PICTURE_BROKEN' });
    expect(asked).toEqual([]);
  });

  describe('at several relays', () => {
    const third = 'https://third.example' as RelayUrl;
    const other = 'https://other.example' as RelayUrl;
    const large = { putBlobPart: () => Promise.reject(new SottoError('LINK_REFUSED', 'large')) };

    async function several(over: (mls: Mls) => Mls = (mls) => mls) {
      const relay = tinyRelay();
      const relays = { third: tinyRelay(), other: tinyRelay() };
      const others = { [third]: relays.third, [other]: relays.other };
      const ada = await join({ relay, others, over });
      const ben = await join({ relay, others });
      const ids = await meet(ada, ben);
      await ada.handset.moveTo([third, relayUrl]);
      // The first of its relays takes none, so that it is at the second.
      Object.assign(relays.third, large);
      await ada.handset.send(ids.ofA, { picture: file(1_000) });
      const { id } = await eventually(async () =>
        (await ben.handset.history(ids.ofB)).messages.find(({ body }) => body.kind === 'picture'),
      );
      return { relay, relays, fetch: () => ben.handset.picture(ids.ofB, id) };
    }

    test('is fetched from the next when one has something else, and is broken when no other has it', async () => {
      const { relay, relays, fetch } = await several();
      Object.assign(relays.third, {
        getBlobRange: async (_: BlobId, offset: number, maxBytes: number) => {
          const bytes = new Uint8Array(4_112);
          return { bytes: bytes.subarray(offset, offset + maxBytes), totalBytes: bytes.length };
        },
      });
      relay.lies.blob = () => undefined;
      await expect(fetch()).rejects.toMatchObject({ code: 'PICTURE_BROKEN' });
      delete relay.lies.blob;
      expect((await fetch()).bytes).toHaveLength(1_005);
    });

    test("is never looked for at one that is no member's, and is fetched from the others", async () => {
      const asked: string[] = [];
      const lie = (plaintext: Uint8Array): Uint8Array => {
        const text = Buffer.from(plaintext).toString('latin1');
        return Buffer.from(text.replace(`@${third}`, `@${other}`), 'latin1');
      };
      const { relays, fetch } = await several((mls) => ({
        ...mls,
        encrypt: (group, plaintext) => mls.encrypt(group, lie(plaintext)),
      }));
      for (const [name, each] of Object.entries(relays))
        Object.assign(each, { getBlobRange: async () => void asked.push(name) });
      expect((await fetch()).bytes).toHaveLength(1_005);
      expect(asked).toEqual([]);
    });

    test('is looked for at the next when one does not answer', async () => {
      const { relays, fetch } = await several();
      Object.assign(relays.third, { getBlobRange: () => new Promise(() => {}) });
      expect((await fetch()).bytes).toHaveLength(1_005);
    });
  });

  test('message without a picture has none to fetch', async () => {
    const { ada, ofA } = await pair();
    const { id } = await ada.handset.send(ofA, { text: 'no picture' });
    await expect(ada.handset.picture(ofA, id)).rejects.toMatchObject({ code: 'PICTURE_ABSENT' });
  });
});
