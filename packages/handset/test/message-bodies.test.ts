import type { BlobId, MessageKind, RelayUrl } from '@sotto/core';
import {
  blobNoncePrefixBytes,
  encodeMimiContent,
  externalPart,
  makeContent,
  multiPart,
  paddedBlobLength,
  parseMimiContent,
  sealedBlobLength,
  textPart,
} from '@sotto/protocol';
import type { NestedPart } from '@sotto/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Draft, Message, MessageId } from '../src/api.ts';
import { queueContent } from '../src/conversation/compose.ts';
import { toHex } from '../src/hex.ts';
import { handsetLimits } from '../src/limits.ts';
import { readBody } from '../src/message/body.ts';
import { editMessage } from '../src/message/edit-message.ts';
import { forwardMessage } from '../src/message/forward-message.ts';
import { removeMessage } from '../src/message/remove-message.ts';
import { sendMessage } from '../src/message/send-message.ts';
import { openBlob } from '../src/pictures/blob-seal.ts';
import { fetchPicture } from '../src/pictures/fetch-picture.ts';
import { createDownloads } from '../src/pictures/downloads.ts';
import { picturesPart, readPictures } from '../src/pictures/picture-part.ts';
import type { StoredPicture } from '../src/storage/message-body.ts';
import { readPieces } from '../src/storage/pieces.ts';
import { tables } from '../src/storage/tables.ts';
import { decodeUpload } from '../src/storage/upload-record.ts';
import { pictureName } from '../src/pictures/picture-name.ts';
import { conversationId, exchange, group, holds } from './message-fixture.ts';
import type { TestMember } from './message-fixture.ts';
import { crypto } from './vault-fixture.ts';

const pic = (text: string): Uint8Array => new TextEncoder().encode(`PIC${text}`);
const relay = 'https://relay.example' as RelayUrl;

async function send(by: TestMember, draft: Draft): Promise<MessageId> {
  const { signal } = by.stop;
  const { id } = await sendMessage(by.engine, by.conversation, draft, { signal });
  return toHex(id) as MessageId;
}

const picture = fc
  .record({
    caption: fc.string({ maxLength: 40, unit: 'grapheme' }).map((text) => text.toWellFormed()),
    mediaType: fc.constantFrom('image/jpeg', 'image/png', 'image/webp'),
    width: fc.integer({ min: 1, max: handsetLimits.maxShownSidePixels }),
    height: fc.integer({ min: 1, max: handsetLimits.maxShownSidePixels }),
    sizeBytes: fc.integer({ min: 1, max: handsetLimits.maxPictureBytes }),
    thumbhash: fc.oneof(
      fc.constant(new Uint8Array(0)),
      fc.uint8Array({ minLength: 5, maxLength: 25 }),
    ),
    id: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    key: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    noncePrefix: fc.uint8Array({
      minLength: blobNoncePrefixBytes,
      maxLength: blobNoncePrefixBytes,
    }),
  })
  .map(({ id, key, noncePrefix, ...facts }): StoredPicture => {
    const sealedBytes = sealedBlobLength(paddedBlobLength(facts.sizeBytes));
    const blob = { relays: [relay], id: id as BlobId, sealedBytes, key, noncePrefix };
    return { ...facts, here: false, blob };
  });

function travelled(part: NestedPart): NestedPart {
  const content = makeContent({ salt: new Uint8Array(16) }, part);
  return parseMimiContent(encodeMimiContent(content)).nestedPart;
}

describe('several pictures', () => {
  test('are read as they were sent, in their order, each with its caption and preview', () => {
    fc.assert(
      fc.property(fc.array(picture, { minLength: 1, maxLength: 10 }), (pictures) => {
        expect(readPictures(travelled(picturesPart(pictures)))).toEqual(pictures);
      }),
    );
  });

  test('side by side in one part have each what follows it, and the first also what came before', () => {
    const [one, two] = fc.sample(picture, { numRuns: 2, seed: 4 }) as [
      ...[StoredPicture, StoredPicture],
    ];
    const bare = (from: StoredPicture): NestedPart => {
      const part = picturesPart([{ ...from, caption: '', thumbhash: new Uint8Array(0) }]);
      return part;
    };
    const parts = [textPart('before'), bare(one), textPart('ignored'), bare(two), textPart('two')];
    const found = readPictures(multiPart('processAll', parts));
    expect(found.map(({ caption }) => caption)).toEqual(['before', 'two']);
    const apart = multiPart('processAll', [
      textPart('for both'),
      multiPart('processAll', [bare(one), textPart('')]),
      bare(two),
    ]);
    expect(readPictures(apart).map(({ caption }) => caption)).toEqual(['for both', '']);
  });

  test('that this version cannot fetch are left out, and too many of them too', () => {
    const many = fc.sample(picture, { numRuns: 12, seed: 9 });
    const foreign = externalPart({ contentType: 'image/jpeg', url: 'https://elsewhere.example/' });
    const part = multiPart('processAll', [foreign, picturesPart(many)]);
    const { maxPicturesPerMessage } = handsetLimits;
    expect(readPictures(part)).toEqual(many.slice(0, maxPicturesPerMessage));
    expect(readPictures(foreign)).toEqual([]);
  });

  test('are refused together when one of them cannot be cleaned, and nothing of any is kept', async () => {
    const [ann] = (await group(['Ann'])) as [TestMember];
    const pictures = [{ picture: pic('one') }, { picture: new Uint8Array(5) }];
    await expect(send(ann, { pictures })).rejects.toMatchObject({ code: 'PICTURE_REFUSED' });
    await expect(send(ann, { pictures: [] })).rejects.toMatchObject({ code: 'PICTURES_TOO_MANY' });
    const eleven = Array.from({ length: 11 }, () => ({ picture: pic('x') }));
    await expect(send(ann, { pictures: eleven })).rejects.toMatchObject({
      code: 'PICTURES_TOO_MANY',
    });
    const caption = 'x'.repeat(20_000);
    const long = [1, 2].map(() => ({ picture: pic('x'), caption }));
    await expect(send(ann, { pictures: long })).rejects.toMatchObject({ code: 'TEXT_TOO_LONG' });
    expect(await ann.history()).toEqual([]);
    expect(holds(ann.values(), 'PIC')).toBe(false);
  });

  test('are one message with a picture each under its number, and a key each', async () => {
    const [ann] = (await group(['Ann'])) as [TestMember];
    const id = await send(ann, {
      pictures: [{ picture: pic('one'), caption: 'first' }, { picture: pic('two') }],
    });
    const { body, state } = await ann.view(id);
    expect(state).toBe('uploading');
    expect(body).toMatchObject({
      kind: 'pictures',
      pictures: [{ caption: 'first', here: true }, { caption: '' }],
    });
    const { engine, conversation } = ann;
    const downloads = createDownloads(engine);
    const texts = await Promise.all(
      [0, 1].map(async (index) => {
        const options = { signal: ann.stop.signal, index };
        const { bytes } = await fetchPicture(engine, downloads, conversation, id, options);
        return new TextDecoder().decode(bytes);
      }),
    );
    expect(texts).toEqual(['CLEANPICone', 'CLEANPICtwo']);
    const options = { signal: ann.stop.signal, index: 2 };
    await expect(fetchPicture(engine, downloads, conversation, id, options)).rejects.toMatchObject({
      code: 'PICTURE_ABSENT',
    });
    const stored = await picturesOf(ann, id);
    expect(toHex(stored[0]!.blob.key)).not.toBe(toHex(stored[1]!.blob.key));
  });

  test('have a caption that can be edited, and taken away, without changing the pictures', async () => {
    const [ann, ben] = (await group(['Ann', 'Ben'])) as [TestMember, TestMember];
    const pictures = [{ picture: pic('one'), caption: 'first' }, { picture: pic('two') }];
    const id = await send(ann, { pictures });
    await uploaded(ann);
    await editMessage(ann.engine, ann.conversation, id, 'better');
    await exchange([ann, ben]);
    const captions = ({ body }: Message) =>
      body.kind === 'pictures' ? body.pictures.map(({ caption }) => caption) : [];
    expect(captions(await ben.view(id))).toEqual(['better', '']);
    await editMessage(ann.engine, ann.conversation, id, '');
    await exchange([ann, ben]);
    expect(captions(await ben.view(id))).toEqual(['', '']);
    expect(await picturesOf(ben, id)).toHaveLength(2);
  });

  test('that are removed while they are on their way are not sent, and leave no byte', async () => {
    const [ann] = (await group(['Ann'])) as [TestMember];
    const id = await send(ann, { pictures: [{ picture: pic('one') }, { picture: pic('two') }] });
    await removeMessage(ann.engine, ann.conversation, id, 'everyone');
    expect(ann.conversation.record()).toMatchObject({ waitingUploads: 0, pending: 0 });
    expect(await ann.history()).toEqual([]);
    expect(holds(ann.values(), 'PIC')).toBe(false);
  });
});

describe('a message that is sent on', () => {
  test('is one’s own, says that it is forwarded, and nothing of where it came from', async () => {
    const [ann, ben, cleo] = (await group(['Ann', 'Ben', 'Cleo'])) as [
      ...[TestMember, TestMember, TestMember],
    ];
    const first = await send(ann, { text: 'a question' });
    const id = await send(ann, { text: 'an answer', replyTo: first });
    await editMessage(ann.engine, ann.conversation, id, 'the answer');
    await exchange([ann, ben, cleo]);
    const sent = await forwardMessage(...forwarding(ben, id));
    await exchange([ann, ben, cleo]);
    const message = await cleo.view(toHex(sent.id) as MessageId);
    expect(message).toMatchObject({
      sender: ben.engine.self.id,
      forwarded: true,
      body: { kind: 'text', text: 'the answer' },
    });
    expect(message.replyTo).toBeUndefined();
    expect((await cleo.view(id)).forwarded).toBe(false);
  });

  test('has its pictures sealed anew, under keys and at places that the first sender does not know', async () => {
    const [ann] = (await group(['Ann'])) as [TestMember];
    const id = await send(ann, { picture: pic('one'), caption: 'look' });
    const sent = await forwardMessage(...forwarding(ann, id));
    const [before] = await picturesOf(ann, id);
    const [after] = await picturesOf(ann, toHex(sent.id) as MessageId);
    expect(toHex(after!.blob.key)).not.toBe(toHex(before!.blob.key));
    expect(toHex(after!.blob.id)).not.toBe(toHex(before!.blob.id));
    expect(after).toMatchObject({ caption: 'look', sizeBytes: before!.sizeBytes });
    const table = tables.uploadBytes(conversationId);
    const { sealedBytes } = after!.blob;
    const sealed = await readPieces(ann.engine.store, table, pictureName(sent.id, 0), sealedBytes);
    const opened = await openBlob(crypto, { ...after!.blob, sealed }, after!.sizeBytes);
    expect(new TextDecoder().decode(opened)).toBe('CLEANPICone');
  });

  test('cannot be one that was deleted', async () => {
    const [ann, ben] = (await group(['Ann', 'Ben'])) as [TestMember, TestMember];
    const id = await send(ann, { text: 'gone' });
    await exchange([ann, ben]);
    await removeMessage(ann.engine, ann.conversation, id, 'everyone');
    await exchange([ann, ben]);
    await expect(forwardMessage(...forwarding(ben, id))).rejects.toMatchObject({
      code: 'MESSAGE_NOT_FORWARDABLE',
    });
  });
});

describe('a message of a plugin’s kind', () => {
  const mediaType = 'application/vnd.test.tally+cbor';
  /** Text of a question, or a digit as an answer to it. */
  const tally: MessageKind = {
    mediaType,
    maxBytes: 100,
    validate: (data) =>
      data.length === 0
        ? { ok: false }
        : { ok: true, role: data.length === 1 ? 'answer' : 'message', summary: 'A tally' },
    fallback: (data) =>
      data.length === 1 ? `Vote: ${data[0]}` : `Tally: ${new TextDecoder().decode(data)}`,
    answers: {
      perSender: 1,
      fold: (_root, answers) => Uint8Array.from(answers.flatMap(({ data }) => [...data])),
    },
    describe: () => 'A tally',
    view: undefined,
  };

  test('is shown by the plugin’s data to whoever has it, and as its text to others', async () => {
    const [ann, ben] = (await group(['Ann', 'Ben'], { kinds: [tally] })) as [
      ...[TestMember, TestMember],
    ];
    const [plain] = (await group(['Ann', 'Ben'])) as [TestMember];
    const data = new TextEncoder().encode('lunch?');
    const id = await send(ann, { mediaType, data });
    const [sent] = await ann.sent();
    await ben.receive(sent!);
    await plain.receive({ ...sent!, from: plain.leaves.all[1]! });
    expect((await ben.view(id)).body).toEqual({
      ...{ kind: 'custom', mediaType, data, fallback: 'Tally: lunch?' },
      state: new Uint8Array(0),
    });
    expect((await plain.history())[0]!.body).toEqual({
      ...{ kind: 'unknown', fallback: 'Tally: lunch?' },
    });
  });

  test('has its answers with it and not beside it, in whatever order they come', async () => {
    const members = (await group(['Ann', 'Ben', 'Cleo'], { kinds: [tally] })) as [
      ...[TestMember, TestMember, TestMember],
    ];
    const [ann, ben, cleo] = members;
    const id = await send(ann, { mediaType, data: new TextEncoder().encode('lunch?') });
    const all = [...(await ann.sent())];
    for (const each of all) for (const to of [ben, cleo]) await to.receive(each);
    for (const [by, vote] of [
      ...([
        [ben, 1],
        [cleo, 2],
        [ben, 3],
      ] as const),
    ]) {
      for (const { clock } of members) clock.nowMs += 1;
      expect(await send(by, { mediaType, data: Uint8Array.of(vote), replyTo: id })).toBe(id);
      all.push(...(await by.sent()));
    }
    const [late] = (await group(['Ann', 'Ben', 'Cleo', 'Dora'], { kinds: [tally] })).slice(3);
    for (const each of all.toReversed()) await late!.receive(each);
    for (const each of all.slice(1)) await ann.receive(each);
    for (const each of [ann, late!]) {
      expect(await each.history()).toHaveLength(1);
      const { answers } = (await each.record(id))!;
      expect(answers.map(({ data }) => data[0])).toEqual([1, 2, 3]);
      // Of each the last one counts.
      expect((await each.view(id)).body).toMatchObject({ state: Uint8Array.of(2, 3) });
    }
    expect(late!.conversation.record().unread).toBe(1);
  });

  test('that no plugin takes is refused', async () => {
    const [ann] = (await group(['Ann'], { kinds: [tally] })) as [TestMember];
    await expect(
      send(ann, { mediaType: 'application/vnd.test.other', data: Uint8Array.of(1) }),
    ).rejects.toMatchObject({ code: 'KIND_UNKNOWN' });
    await expect(send(ann, { mediaType, data: new Uint8Array(0) })).rejects.toMatchObject({
      code: 'KIND_INVALID',
    });
    // An answer to nothing.
    await expect(send(ann, { mediaType, data: Uint8Array.of(1) })).rejects.toMatchObject({
      code: 'KIND_INVALID',
    });
  });
});

test('any body that parses is read without an error, as something that can be stored and shown', () => {
  const parts = fc.letrec<{ part: NestedPart }>((tie) => ({
    part: fc.oneof(
      { maxDepth: 2 },
      fc.record({
        cardinality: fc.constant('single' as const),
        disposition: fc.integer({ min: 0, max: 10 }),
        language: fc.constant(''),
        contentType: fc.constantFrom(
          ...['text/plain;charset=utf-8', 'image/x-thumbhash', 'application/vnd.x.y', 'a/b'],
        ),
        content: fc.uint8Array({ maxLength: 30 }),
      }),
      picture.map((made) => picturesPart([made])),
      fc.constant(externalPart({ contentType: 'image/png', url: 'sotto:b/x@https://x' })),
      fc
        .record({
          semantics: fc.constantFrom(
            'chooseOne' as const,
            'singleUnit' as const,
            'processAll' as const,
          ),
          nested: fc.array(tie('part'), { minLength: 2, maxLength: 3 }),
        })
        .map(({ semantics, nested }) => multiPart(semantics, nested)),
    ),
  }));
  fc.assert(
    fc.property(parts.part, (nestedPart) => {
      const content = makeContent({ salt: new Uint8Array(16) }, nestedPart);
      const body = readBody(content);
      expect(['text', 'pictures', 'custom', 'unknown']).toContain(body.kind);
    }),
  );
});

function forwarding(by: TestMember, id: MessageId): Parameters<typeof forwardMessage> {
  const { signal } = by.stop;
  const downloads = createDownloads(by.engine);
  return [
    ...([by.engine, by.conversation, id, by.conversation] as const),
    {
      signal,
      pictureOf: (conversation, message, index) =>
        fetchPicture(by.engine, downloads, conversation, message, { signal, index }),
    },
  ];
}

async function picturesOf(of: TestMember, id: MessageId): Promise<readonly StoredPicture[]> {
  const body = (await of.record(id))!.body;
  return body.kind === 'pictures' ? body.pictures : [];
}

/** Sends what waits for its upload, as if that were done. */
async function uploaded(of: TestMember): Promise<void> {
  await of.change(async (draft) => {
    for (const { ordinal, value } of await draft.tx.range(tables.uploads(conversationId), {
      limit: 10,
    })) {
      const { content, messageId } = decodeUpload(value);
      draft.tx.remove({ table: tables.uploads(conversationId), ordinal });
      queueContent(draft, { content, messageId, clock: draft.record.hlc });
    }
  });
}
