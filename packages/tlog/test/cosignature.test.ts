import { expect, test } from 'vitest';
import { cosign, cosignedMessage, formatCheckpoint, openNote } from '@sotto/tlog';
import { rejectionOf } from './codes.ts';
import { ed25519, flipped, fromUtf8, keyOf } from './keys.ts';

const root = new Uint8Array(32).fill(9);
const text = formatCheckpoint({ origin: 'example.com/log', size: 5, root, extensions: ['more'] });
const witness = await keyOf('witness.example/w1', 4, 'cosignature');
const time = 1_679_315_147;
const cosigned = await cosign(text, witness, time, ed25519);

const openedTime = async (signature: Uint8Array, of = text): Promise<bigint | string> => {
  const note = { text: of, signatures: [{ ...cosigned, signature }] };
  const opened = await openNote(note, [witness], ed25519);
  return opened.outcome === 'verified' ? opened.verified[0]!.timestampSeconds! : opened.outcome;
};

test('[3-1] what is signed is a header line, a time line and the whole checkpoint', async () => {
  expect(fromUtf8(cosignedMessage(text, time))).toBe(
    `cosignature/v1\ntime 1679315147\nexample.com/log\n5\n${Buffer.from(root).toString('base64')}\nmore\n`,
  );
  const message = cosignedMessage(text, time);
  expect(await ed25519.verify(witness.publicKey, message, cosigned.signature.slice(8))).toBe(true);
});

test('[3-2] a cosignature is the time in eight bytes, then the signature', async () => {
  expect(cosigned.signature).toHaveLength(72);
  expect(new DataView(cosigned.signature.buffer).getBigUint64(0)).toBe(BigInt(time));
  expect(await openedTime(cosigned.signature)).toBe(BigInt(time));
});

test('[3-3] every changed bit, of time, signature or checkpoint, is refused', async () => {
  for (let bit = 0; bit < 72 * 8; bit += 1) {
    expect(await openedTime(flipped(cosigned.signature, bit)), String(bit)).toBe('forged');
  }
  expect(await openedTime(cosigned.signature, text.replace('more', 'less'))).toBe('forged');
  expect(await openedTime(cosigned.signature.slice(0, 71))).toBe('forged');
  expect(await openedTime(Uint8Array.of(...cosigned.signature, 0))).toBe('forged');
});

test('[3-4] a time of 2^63 or more is refused, and the last before it is not', async () => {
  const last = 2n ** 63n - 1n;
  expect(await openedTime((await cosign(text, witness, last, ed25519)).signature)).toBe(last);
  const message = new TextEncoder().encode(`cosignature/v1\ntime ${last + 1n}\n${text}`);
  const signature = await ed25519.sign(witness.privateKey, message);
  expect(await openedTime(Uint8Array.of(0x80, 0, 0, 0, 0, 0, 0, 0, ...signature))).toBe('forged');
  for (const bad of [last + 1n, -1, 0, 0.5]) {
    expect(await rejectionOf(() => cosign(text, witness, bad, ed25519))).toBe('TLOG_INPUT');
  }
});

test('[3-5] only checkpoints are cosigned', async () => {
  const note = 'A note.\n';
  expect(await rejectionOf(() => cosign(note, witness, time, ed25519))).toBe(
    'CHECKPOINT_MALFORMED',
  );
  const signature = await ed25519.sign(witness.privateKey, cosignedMessage(note, 1));
  expect(await openedTime(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1, ...signature), note)).toBe(
    'forged',
  );
});

test('[3-6] a plain signature of the cosigner is no cosignature, and the other way round', async () => {
  const plain = await ed25519.sign(witness.privateKey, new TextEncoder().encode(text));
  expect(await openedTime(plain)).toBe('forged');
  const log = await keyOf('witness.example/w1', 4);
  expect(await rejectionOf(() => cosign(text, log, time, ed25519))).toBe('TLOG_INPUT');
  const note = { text, signatures: [{ ...cosigned, keyId: log.keyId }] };
  expect((await openNote(note, [log], ed25519)).outcome).toBe('forged');
});
