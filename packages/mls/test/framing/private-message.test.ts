import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSottoError } from '@sotto/core';
import { verifyContent } from '../../src/framing/content-signature.ts';
import { sealPrivate } from '../../src/framing/private-message.ts';
import { openSenderData, sealSenderData, senderDataKey } from '../../src/framing/sender-data.ts';
import { MlsError } from '../../src/mls-error.ts';
import { takeNext } from '../../src/secret-tree/take-key.ts';
import { writeAuthData, writeContent } from '../../src/wire/framed-content.ts';
import type { AuthenticatedContent, Content } from '../../src/wire/framed-content.ts';
import type { PrivateMessage } from '../../src/wire/message.ts';
import { encodeMessage, parseMessage } from '../../src/wire/message.ts';
import { Writer } from '../../src/wire/writer.ts';
import { countingSuite, testSuite } from '../suite.ts';
import { content as anyContent } from '../wire/arbitraries.ts';
import { application, Room, sent } from './room.ts';

const suite = testSuite();
const room = new Room(suite);
const tagBytes = 16;

/** A message as somebody makes it who knows the secrets and keeps to no rule: any sender data, any bytes for content. */
async function forge(
  plaintext: Uint8Array,
  options: {
    readonly senderData?: Uint8Array;
    readonly guard?: readonly number[];
    readonly leafIndex?: number;
    readonly generation?: number;
  } = {},
): Promise<PrivateMessage> {
  const { leafIndex = 1, generation = 0, guard = [0, 0, 0, 0] } = options;
  const { key, nonce } = (await takeNext(suite, room.secretTree(), 1, 'application')).messageKey;
  const guarded = nonce.map((byte, index) => byte ^ (guard[index] ?? 0));
  const senderDataAad = new Writer().opaque(room.groupId).u64(room.epoch).u8(1).finish();
  const contentAad = Uint8Array.of(...senderDataAad, 0);
  const ciphertext = await suite.aeadSeal(key, guarded, contentAad, plaintext);
  const data = await senderDataKey(suite, room.senderDataSecret, ciphertext);
  const senderData =
    options.senderData ??
    new Writer().u32(leafIndex).u32(generation).fixed(Uint8Array.from(guard)).finish();
  const encryptedSenderData = await suite.aeadSeal(data.key, data.nonce, senderDataAad, senderData);
  const { groupId, epoch } = room;
  const authenticatedData = new Uint8Array();
  const contentType = 'application';
  return { groupId, epoch, contentType, authenticatedData, encryptedSenderData, ciphertext };
}

async function plaintextOf(content: Content, padding: readonly number[] = []): Promise<Uint8Array> {
  const { auth } = await room.sign('private_message', content);
  const writer = new Writer();
  writeContent(writer, content);
  writeAuthData(writer, auth);
  return writer.fixed(Uint8Array.from(padding)).finish();
}

async function isSigned(authenticated: AuthenticatedContent): Promise<boolean> {
  return verifyContent(suite, authenticated, room.encodedContext, await room.signatureKey());
}

describe('a private message', () => {
  test('comes out as it went in, whatever the content, its authenticated data and its padding', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyContent,
        fc.uint8Array({ maxLength: 100 }),
        fc.nat(2_000),
        async (content, authenticatedData, paddedBytes) => {
          const authenticated = await room.sign('private_message', content, { authenticatedData });
          const { message } = await sealPrivate(suite, {
            authenticated,
            secretTree: room.secretTree(),
            senderDataSecret: room.senderDataSecret,
            paddedBytes,
          });
          const opened = await room.open(sent(message));
          expect(opened.authenticated).toEqual(authenticated);
          expect(await isSigned(opened.authenticated)).toBe(true);
          expect(message.ciphertext.length).toBeGreaterThanOrEqual(paddedBytes + tagBytes);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('is exactly as long as its padding says, and without it as long as its content', async () => {
    const bare = (await plaintextOf(application(1, 2, 3))).length;
    for (const [paddedBytes, length] of [
      [undefined, bare],
      [0, bare],
      [bare, bare],
      [bare + 1, bare + 1],
      [256, 256],
    ] as const) {
      const message = await room.seal(
        application(1, 2, 3),
        paddedBytes === undefined ? {} : { paddedBytes },
      );
      expect(message.ciphertext).toHaveLength(length + tagBytes);
    }
  });

  test('costs what the RFC asks for and no more', async () => {
    const { suite: counting, calls } = countingSuite();
    const busy = new Room(counting);
    const authenticated = await busy.sign('private_message', application(1));
    const { senderDataSecret } = busy;
    const first = { authenticated, secretTree: busy.secretTree(), senderDataSecret };
    const { message: before, taken } = await sealPrivate(counting, first);
    const opened = await busy.open(before);
    calls.clear();
    const { message } = await sealPrivate(counting, { ...first, secretTree: taken.secretTree });
    const sealing = { random: 1, deriveTreeSecret: 3, expandWithLabel: 2, aeadSeal: 2 };
    expect(Object.fromEntries(calls)).toEqual(sealing);
    calls.clear();
    await busy.open(message, { secretTree: opened.taken.secretTree });
    const opening = { deriveTreeSecret: 3, expandWithLabel: 2, aeadOpen: 2 };
    expect(Object.fromEntries(calls)).toEqual(opening);
  });

  test('has a fresh reuse guard of four bytes, which makes another nonce of the same generation', async () => {
    const guards = new Set<string>();
    const ciphertexts = new Set<string>();
    const authenticated = await room.sign('private_message', application(1));
    for (let round = 0; round < 20; round += 1) {
      const { message } = await sealPrivate(suite, {
        authenticated,
        secretTree: room.secretTree(),
        senderDataSecret: room.senderDataSecret,
      });
      const aad = new Writer().opaque(room.groupId).u64(room.epoch).u8(1).finish();
      const { reuseGuard } = await openSenderData(
        suite,
        room.senderDataSecret,
        message.encryptedSenderData,
        aad,
        message.ciphertext,
      );
      expect(reuseGuard).toHaveLength(4);
      guards.add(reuseGuard.join());
      ciphertexts.add(message.ciphertext.join());
    }
    expect(guards.size).toBe(20);
    expect(ciphertexts.size).toBe(20);
  });

  test('opens with the guard XORed into the first four bytes of the nonce', async () => {
    const plaintext = await plaintextOf(application(5));
    const opened = await room.open(await forge(plaintext, { guard: [1, 2, 3, 255] }));
    expect(opened.authenticated.content.content).toEqual(application(5));
  });
});

describe('what does not open', () => {
  test('a message with any one bit changed', async () => {
    const good = encodeMessage({
      wireFormat: 'private_message',
      privateMessage: await room.seal(application(1, 2, 3)),
    });
    for (let bit = 0; bit < good.length * 8; bit += 3) {
      const bytes = good.slice();
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      let refused: unknown;
      try {
        const message = parseMessage(bytes, bytes.length);
        if (message.wireFormat !== 'private_message') continue;
        await room.open(message.privateMessage);
      } catch (error) {
        refused = error;
      }
      expect(refused).toBeInstanceOf(MlsError);
    }
  });

  test('a message of another group, epoch, content type or authenticated data', async () => {
    const good = await room.seal(application(1));
    const others: readonly (readonly [code: string, message: PrivateMessage])[] = [
      ['MLS_SENDER_DATA', { ...good, groupId: Uint8Array.of(7, 7) }],
      ['MLS_SENDER_DATA', { ...good, epoch: 4n }],
      ['MLS_SENDER_DATA', { ...good, contentType: 'proposal' }],
      ['MLS_NOT_DECRYPTED', { ...good, authenticatedData: Uint8Array.of(1) }],
    ];
    for (const [code, message] of others) {
      await expect(room.open(message)).rejects.toMatchObject({ code });
    }
  });

  test('padding with a byte that is not zero, wherever it is', async () => {
    await room.open(await forge(await plaintextOf(application(1), [0, 0, 0])));
    for (const padding of [[1], [0, 0, 1], [1, 0, 0], [0, 128, 0]]) {
      const message = await forge(await plaintextOf(application(1), padding));
      await expect(room.open(message)).rejects.toMatchObject({ code: 'MLS_PADDING' });
    }
  });

  test('content that is cut, empty, or of another type than the message says', async () => {
    const whole = await plaintextOf(application(1, 2, 3));
    for (let length = 0; length < whole.length; length += 5) {
      const message = await forge(whole.subarray(0, length));
      await expect(room.open(message)).rejects.toMatchObject({ code: 'MLS_MALFORMED' });
    }
    const removal: Content = {
      contentType: 'proposal',
      proposal: { proposalType: 'remove', removed: 2 },
    };
    const message = await forge(await plaintextOf(removal));
    await expect(room.open(message)).rejects.toBeInstanceOf(MlsError);
  });

  test('any bytes for content, and never with another error than a code', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (plaintext) => {
        try {
          const { authenticated } = await room.open(await forge(plaintext));
          expect(await isSigned(authenticated)).toBe(false);
        } catch (error) {
          expect(error).toBeInstanceOf(MlsError);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('sender data that is cut or has more behind it', async () => {
    const plaintext = await plaintextOf(application(1));
    for (const length of [0, 11, 13]) {
      const message = await forge(plaintext, { senderData: new Uint8Array(length) });
      await expect(room.open(message)).rejects.toMatchObject({ code: 'MLS_MALFORMED' });
    }
    const good = await room.seal(application(1));
    for (const length of [0, 1, 15, 27]) {
      const message = {
        ...good,
        encryptedSenderData: good.encryptedSenderData.subarray(0, length),
      };
      await expect(room.open(message)).rejects.toMatchObject({ code: 'MLS_SENDER_DATA' });
    }
  });

  test('sender data that names a blank leaf, or one outside the tree', async () => {
    const plaintext = await plaintextOf(application(1));
    for (const leafIndex of [3, 4, 0xffff_ffff]) {
      const message = await forge(plaintext, { leafIndex });
      await expect(room.open(message)).rejects.toMatchObject({ code: 'MLS_SENDER_BLANK' });
    }
    const beyond = await forge(plaintext, { leafIndex: 4 });
    await expect(room.open(beyond, { leafExists: () => true })).rejects.toMatchObject({
      code: 'MLS_SENDER_BLANK',
    });
  });

  test('a message of the reader, whose key went when it was sent', async () => {
    const message = await room.seal(application(1));
    await expect(room.open(message, { ownLeafIndex: 1 })).rejects.toMatchObject({
      code: 'MLS_OWN_MESSAGE',
    });
  });

  test('a message that came before, and one too far ahead', async () => {
    const message = await room.seal(application(1));
    const { taken } = await room.open(message);
    await expect(room.open(message, { secretTree: taken.secretTree })).rejects.toMatchObject({
      code: 'MLS_KEY_CONSUMED',
    });
    const far = await forge(await plaintextOf(application(1)), { generation: 11 });
    await expect(room.open(far)).rejects.toMatchObject({ code: 'MLS_GENERATION_TOO_FAR' });
  });

  test('a ciphertext shorter than the sample, which is then sampled whole', async () => {
    const aad = Uint8Array.of(1);
    const short = new Uint8Array(20).fill(9);
    const data = { leafIndex: 1, generation: 2, reuseGuard: Uint8Array.of(1, 2, 3, 4) };
    const secret = room.senderDataSecret;
    const sealed = await sealSenderData(suite, secret, data, aad, short);
    expect(await openSenderData(suite, secret, sealed, aad, short)).toEqual(data);
    const longer = new Uint8Array(21).fill(9);
    await expect(openSenderData(suite, secret, sealed, aad, longer)).rejects.toMatchObject({
      code: 'MLS_SENDER_DATA',
    });
    const sampled = new Uint8Array(100);
    const atSample = await sealSenderData(suite, secret, data, aad, sampled);
    const differsBehind = sampled.with(suite.hashBytes, 1);
    expect(await openSenderData(suite, secret, atSample, aad, differsBehind)).toEqual(data);
  });
});

describe('what is not sealed', () => {
  test('content of one who is not a member', async () => {
    const content: Content = {
      contentType: 'proposal',
      proposal: { proposalType: 'remove', removed: 2 },
    };
    const authenticated = await room.sign('private_message', content, {
      sender: { senderType: 'external', senderIndex: 0 },
    });
    const { senderDataSecret } = room;
    const input = { authenticated, secretTree: room.secretTree(), senderDataSecret };
    await expect(sealPrivate(suite, input)).rejects.toMatchObject({ code: 'MLS_SENDER_CONTENT' });
  });

  test('content that was signed for the other wire format', async () => {
    const authenticated = await room.sign('public_message', application(1));
    const { senderDataSecret } = room;
    const input = { authenticated, secretTree: room.secretTree(), senderDataSecret };
    await expect(sealPrivate(suite, input)).rejects.toSatisfy((error: unknown) =>
      isSottoError(error, 'MLS_INPUT'),
    );
  });
});
