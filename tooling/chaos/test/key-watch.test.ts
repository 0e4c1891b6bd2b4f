import { randomBytes } from 'node:crypto';
import type { AeadAlgorithm } from '@sotto/core';
import { expect, test } from 'vitest';
import type { KeyWatch } from '../src/key-watch.ts';
import { createKeyWatch } from '../src/key-watch.ts';
import { wordsOf } from '../src/words.ts';

const associatedData = new Uint8Array();

/** Seals as MLS and the envelope do, with bytes of chance for ciphertexts. */
function hand(keys: KeyWatch) {
  const seal = (algorithm: AeadAlgorithm, key: Uint8Array, nonce: Uint8Array, data: Uint8Array) => {
    const ciphertext = new Uint8Array(randomBytes(data.length + 16));
    keys.watch.sealed?.('Ada', algorithm, { key, nonce, associatedData, data }, ciphertext);
    return ciphertext;
  };
  const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
  return {
    random,
    message: (key: Uint8Array) => seal('AES-128-GCM', key, random(12), random(100)),
    envelope: (message: Uint8Array) => {
      const sealed = seal(
        'AES-256-GCM',
        random(32),
        random(12),
        Buffer.concat([message, new Uint8Array(60)]),
      );
      return Buffer.concat([Uint8Array.of(1), random(12), sealed]);
    },
    seal,
    post: (body: Uint8Array) => keys.watch.posted?.(body),
  };
}

test('every message under a key of its own is well, and so is a post that is tried again', () => {
  const keys = createKeyWatch();
  const { message, envelope, post, random } = hand(keys);
  const body = envelope(message(random(16)));
  post(body);
  post(body);
  post(envelope(message(random(16))));
  expect(keys.usedTwice()).toEqual([]);
});

test('two messages that left under one key are noticed, whatever the nonce', () => {
  const keys = createKeyWatch();
  const { message, envelope, post, random } = hand(keys);
  const key = random(16);
  post(envelope(message(key)));
  post(envelope(message(key)));
  expect(keys.usedTwice()).toEqual(['two messages left under one message key']);
});

test('a message that never left does not count', () => {
  const keys = createKeyWatch();
  const { message, envelope, post, random } = hand(keys);
  const key = random(16);
  envelope(message(key));
  post(envelope(message(key)));
  expect(keys.usedTwice()).toEqual([]);
});

test('one message in two envelopes is one message', () => {
  const keys = createKeyWatch();
  const { message, envelope, post, random } = hand(keys);
  const made = message(random(16));
  post(envelope(made));
  post(envelope(made));
  expect(keys.usedTwice()).toEqual([]);
});

test('two things under one key and nonce are noticed at once', () => {
  const keys = createKeyWatch();
  const { seal, random } = hand(keys);
  const [key, nonce] = [random(32), random(12)];
  seal('AES-256-GCM', key, nonce, random(10));
  seal('AES-256-GCM', key, random(12), random(10));
  expect(keys.usedTwice()).toEqual([]);
  seal('AES-256-GCM', key, nonce, random(10));
  expect(keys.usedTwice()).toHaveLength(1);
});

test('the numbers of all texts that a handset opened are known', () => {
  const keys = createKeyWatch();
  const text = Buffer.from(`\u0001${wordsOf(7, 'a')} and ${wordsOf(12, 'b')}\u0000`);
  keys.watch.opened?.('Ada', text);
  keys.watch.opened?.('Ben', Buffer.from('nothing «here» of it'));
  expect(keys.opened()).toEqual(new Map([['Ada', new Set([7, 12])]]));
});
