import { createCipheriv, createHmac, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IdentityHash, MailboxAddress, ReadKey, RelayUrl } from '@sotto/core';
import {
  asideBytesToSign,
  blobChunkNonce,
  closeSignatureInput,
  encodeAside,
  encodeAsideContent,
  encodeClientBatch,
  encodeEnvelopeContent,
  encodeInvite,
  encodeLeafMailbox,
  encodeMimiContent,
  encodeRoom,
  encodeSottoFrame,
  envelopeAssociatedData,
  joinEnvelope,
  labelBytes,
  labels,
  listenSignatureInput,
  mailboxAddress,
  makeText,
  pad,
} from '@sotto/protocol';
import type { Label } from '@sotto/protocol';
import { expect, test } from 'vitest';
import { toHex } from './vectors.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/relay-protocol.md'), 'utf8');

/** `length` bytes that count up from `first`. */
const counting = (first: number, length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => first + index);

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** An Ed25519 private key from its 32-byte seed (RFC 8410 §7). */
function privateKey(seed: Uint8Array): ReturnType<typeof createPrivateKey> {
  const head = Buffer.from('302e020100300506032b657004220420', 'hex');
  return createPrivateKey({ key: Buffer.concat([head, seed]), format: 'der', type: 'pkcs8' });
}

function seal(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(envelopeAssociatedData());
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** HKDF-Expand (RFC 5869 §2.3) of one SHA-256 block. */
function derive(secret: Uint8Array, label: Label): Uint8Array {
  const info = Buffer.concat([labelBytes(label), Uint8Array.of(1)]);
  return createHmac('sha256', secret).update(info).digest();
}

function listenExample(): Record<string, Uint8Array> {
  const seed = counting(0x00, 32);
  const key = privateKey(seed);
  const nonce = counting(0x20, 32);
  const readKey = createPublicKey(key)
    .export({ format: 'der', type: 'spki' })
    .subarray(-32) as Uint8Array as ReadKey;
  const address = mailboxAddress(readKey);
  const input = listenSignatureInput(nonce, address);
  const signature = sign(null, input, key);
  const closeSignature = sign(null, closeSignatureInput(nonce, address), key);
  const hello = encodeClientBatch([{ kind: 'hello', id: 1, version: 1 }]);
  const listen = encodeClientBatch([
    { kind: 'listen', id: 2, readKey, signature, windowBytes: 524_288 },
  ]);
  return {
    'read key, private': seed,
    'read key': readKey,
    address,
    nonce,
    'signed by listen': input,
    'listen signature': signature,
    'close signature': closeSignature,
    'message with hello': hello,
    'message with listen': listen,
  };
}

function envelopeExample(): Record<string, Uint8Array> {
  const key = counting(0x40, 32);
  const nonce = counting(0x60, 12);
  const padded = pad(utf8('sotto'));
  return {
    'envelope key': key,
    'envelope nonce': nonce,
    plaintext: utf8('sotto'),
    envelope: joinEnvelope({ nonce, ciphertext: seal(key, nonce, padded) }),
  };
}

function frameExample(): Record<string, Uint8Array> {
  const content = encodeMimiContent(makeText({ salt: counting(0x70, 16) }, 'hi'));
  const clock = { physicalMs: 1_750_000_000_000, counter: 0 };
  return { content, frame: encodeSottoFrame({ sequence: 0, clock, content }) };
}

function inviteExample(): Record<string, Uint8Array> {
  const secret = counting(0xc0, 32);
  const link = encodeInvite({
    relay: 'https://relay.example' as RelayUrl,
    mailbox: counting(0x80, 32) as MailboxAddress,
    identity: counting(0xa0, 32) as IdentityHash,
    secret,
    expiresAtSeconds: 1_750_000_000,
    charterHash: null,
    suggestedName: 'Ada',
  });
  return {
    'invite map': Buffer.from(link.split('#')[1] ?? '', 'base64url'),
    'key-package token': derive(secret, labels.inviteKeyPackageToken),
    'key-package key': derive(secret, labels.inviteKeyPackageKey),
    'claim token': derive(secret, labels.inviteClaimToken),
    'welcome key': derive(secret, labels.inviteWelcomeKey),
  };
}

function roomExample(): Record<string, Uint8Array> {
  const relays = ['https://relay.example' as RelayUrl, 'https://other.example' as RelayUrl];
  return {
    room: encodeRoom({
      kind: 'group',
      name: 'Tea',
      picture: null,
      admins: [counting(0xa0, 32) as IdentityHash],
      registers: relays,
      membersMayAdd: false,
      editWithinSeconds: 86_400,
      disappearAfterSeconds: 0,
      pinned: [],
    }),
    'mailbox of a leaf': encodeLeafMailbox({
      address: counting(0x80, 32) as MailboxAddress,
      relays,
    }),
  };
}

function asideExample(): Record<string, Uint8Array> {
  const key = privateKey(counting(0x00, 32));
  const head = {
    groupId: counting(0xa0, 32),
    epoch: 5n,
    sender: createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32),
    id: counting(0x70, 16),
    sentAtMs: 1_750_000_000_000,
    next: 7,
  };
  const content = encodeAsideContent(head, { kind: 'typing' });
  const aside = encodeAside(content, sign(null, asideBytesToSign(content), key));
  return {
    'aside content': content,
    aside,
    'content of the envelope': encodeEnvelopeContent({ kind: 'aside', aside }),
  };
}

function blobExample(): Record<string, Uint8Array> {
  return { 'nonce of the last of 3 chunks': blobChunkNonce(counting(0xe0, 7), 2, true) };
}

const examples = {
  listen: listenExample(),
  envelope: envelopeExample(),
  frame: frameExample(),
  room: roomExample(),
  aside: asideExample(),
  invite: inviteExample(),
  blob: blobExample(),
};

/** A block of the page: names, each with its bytes in hexadecimal, 64 to a line. */
function written(example: Readonly<Record<string, Uint8Array>>): string {
  return Object.entries(example)
    .map(
      ([name, bytes]) =>
        `${name}\n${(toHex(bytes).match(/.{1,128}/g) ?? []).map((line) => `  ${line}`).join('\n')}`,
    )
    .join('\n');
}

for (const [name, example] of Object.entries(examples)) {
  test(`the page's example of ${name} is what the code makes`, () => {
    const block = new RegExp(`<!-- example: ${name} -->\\s+\`\`\`text\\n([^\`]*)\\n\`\`\``).exec(
      page,
    );
    expect(block?.[1]).toBe(written(example));
  });
}

test('the page gives every refusal, outcome and message of the schema', () => {
  const schema = readFileSync(
    join(import.meta.dirname, '../proto/sotto/relay/v1/relay.proto'),
    'utf8',
  );
  const names = [
    ...schema.matchAll(/^ {2}(?:REFUSAL_CODE|POST_OUTCOME)_(\w+) = [1-9]/gm),
    ...schema.matchAll(/^ {2,4}\w+ (\w+) = \d+;$/gm),
  ].map(([, name = '']) => name);
  expect(names.length).toBeGreaterThan(60);
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
