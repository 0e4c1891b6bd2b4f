import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  deviceLinkBytesToSign,
  encodeCredential,
  encodeDeviceLink,
  identityHash,
  parseCredential,
  parseDeviceLink,
  verifyCredential,
  verifyDeviceChain,
} from '@sotto/protocol';
import type { DeviceRole, UnsignedAddLink, VerifySignature } from '@sotto/protocol';
import { codeOf, filled } from './codes.ts';

const derOf = (kind: 'private' | 'public') =>
  Buffer.from(
    kind === 'private' ? '302e020100300506032b657004220420' : '302a300506032b6570032100',
    'hex',
  );

class TestDevice {
  readonly key: Uint8Array;
  readonly #private: ReturnType<typeof createPrivateKey>;

  constructor(seed: number) {
    this.#private = createPrivateKey({
      key: Buffer.concat([derOf('private'), filled(32, seed)]),
      format: 'der',
      type: 'pkcs8',
    });
    const exported = createPublicKey(this.#private).export({ format: 'der', type: 'spki' });
    this.key = new Uint8Array(exported.subarray(-32));
  }

  sign(message: Uint8Array): Uint8Array {
    return new Uint8Array(sign(null, message, this.#private));
  }
}

const check: VerifySignature = async (publicKey, message, signature) => {
  const key = Buffer.concat([derOf('public'), publicKey]);
  return verify(null, message, createPublicKey({ key, format: 'der', type: 'spki' }), signature);
};

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest());
const [phone, tablet, paper, laptop] = [1, 2, 3, 4].map((seed) => new TestDevice(seed)) as [
  TestDevice,
  TestDevice,
  TestDevice,
  TestDevice,
];

function first(device: TestDevice): Uint8Array {
  const link = {
    kind: 'first',
    signatureKey: device.key,
    nonce: filled(16, 1),
    createdAtHour: 10,
  } as const;
  return encodeDeviceLink({ ...link, signature: device.sign(deviceLinkBytesToSign(link)) });
}

interface AddOptions {
  readonly role?: DeviceRole;
  readonly previous?: Uint8Array;
  /** Who signs in place of the two. */
  readonly signer?: TestDevice;
  readonly prover?: TestDevice;
}

function added(
  links: readonly Uint8Array[],
  by: TestDevice,
  device: TestDevice,
  options: AddOptions = {},
): readonly Uint8Array[] {
  const link: UnsignedAddLink = {
    kind: 'add',
    signatureKey: device.key,
    by: by.key,
    previous: options.previous ?? sha256(links.at(-1)!),
    createdAtHour: 10 + links.length,
    role: options.role ?? 'device',
  };
  const message = deviceLinkBytesToSign(link);
  const signature = (options.signer ?? by).sign(message);
  const proof = (options.prover ?? device).sign(message);
  return [...links, encodeDeviceLink({ ...link, signature, proof })];
}

function revoked(
  links: readonly Uint8Array[],
  by: TestDevice,
  device: TestDevice,
  signer: TestDevice = by,
): readonly Uint8Array[] {
  const link = {
    kind: 'revoke',
    signatureKey: device.key,
    by: by.key,
    previous: sha256(links.at(-1)!),
    createdAtHour: 10 + links.length,
  } as const;
  const signature = signer.sign(deviceLinkBytesToSign(link));
  return [...links, encodeDeviceLink({ ...link, signature })];
}

const start = [first(phone)];
const two = added(start, phone, tablet);

describe('a device chain', () => {
  test('says who, which devices there are and were, and what the next link follows', async () => {
    const withPaper = added(two, tablet, paper, { role: 'recovery' });
    const links = revoked(withPaper, paper, phone);
    expect(await verifyDeviceChain(links, check)).toEqual({
      identity: identityHash(start[0]!),
      head: sha256(links.at(-1)!),
      devices: [
        { key: phone.key, role: 'device', addedAtHour: 10, revokedAtHour: 13 },
        { key: tablet.key, role: 'device', addedAtHour: 11, by: phone.key },
        { key: paper.key, role: 'recovery', addedAtHour: 12, by: tablet.key },
      ],
    });
  });

  test('may be of one device, and a device may revoke itself when another is left', async () => {
    expect((await verifyDeviceChain(start, check))?.devices).toHaveLength(1);
    expect(await verifyDeviceChain(revoked(two, phone, phone), check)).toBeDefined();
  });

  test.each<[string, readonly Uint8Array[]]>([
    ['of no link', []],
    ['that does not begin with a first link', two.slice(1)],
    ['with two first links', [...start, ...start]],
    ['with something that is no link', [...start, filled(10, 1)]],
    ['with a link left out', [start[0]!, ...added(two, tablet, paper).slice(2)]],
    ['with a link that follows another', added(start, phone, tablet, { previous: filled(32, 1) })],
    ['that a stranger goes on with', added(start, laptop, tablet)],
    ['that a revoked device goes on with', added(revoked(two, tablet, phone), phone, paper)],
    ['that a revoked device revokes in', revoked(revoked(two, tablet, phone), phone, tablet)],
    ['with a link that its device did not sign', added(start, phone, tablet, { signer: laptop })],
    ['with a key that its holder did not prove', added(start, phone, tablet, { prover: phone })],
    ['with a revocation that its device did not sign', revoked(two, phone, tablet, laptop)],
    ['with a device twice', added(two, phone, tablet)],
    ['with a device again after it was revoked', added(revoked(two, phone, tablet), phone, tablet)],
    ['that revokes a device of somebody else', revoked(two, phone, laptop)],
    ['that revokes a device twice', revoked(revoked(two, phone, tablet), phone, tablet)],
    ['that leaves no device', revoked(start, phone, phone)],
    ['that leaves no device after others', revoked(revoked(two, phone, tablet), phone, phone)],
  ])('%s is none', async (_, links) => {
    expect(await verifyDeviceChain(links, check)).toBeUndefined();
  });

  test('of 64 links is one, and of 65 none', async () => {
    let links: readonly Uint8Array[] = start;
    for (let seed = 100; links.length < 64; seed++)
      links = added(links, phone, new TestDevice(seed));
    expect((await verifyDeviceChain(links, check))?.devices).toHaveLength(64);
    const more = added(links, phone, new TestDevice(200));
    expect(await verifyDeviceChain(more, check)).toBeUndefined();
  });

  test('is not believed with one bit of a link turned', async () => {
    const links = revoked(two, tablet, phone);
    for (const [at, bytes] of links.entries()) {
      for (let index = 0; index < bytes.length; index += 3) {
        const turned = bytes.with(index, bytes[index]! ^ 1);
        const chain = await verifyDeviceChain(links.with(at, turned), check);
        expect(chain).toBeUndefined();
      }
    }
  });
});

describe('a credential of a device that was added', () => {
  const three = added(two, tablet, laptop);

  test('leads from the first device to it', async () => {
    const credential = parseCredential(encodeCredential(three));
    expect(credential).toEqual({
      identity: identityHash(start[0]!),
      links: three,
      path: three.map((link) => parseDeviceLink(link)),
      deviceKey: laptop.key,
    });
    expect(await verifyCredential(credential, check)).toBe(true);
  });

  test('leaves out the links of other devices', async () => {
    const [, , , late] = added(three, phone, paper);
    const credential = parseCredential(encodeCredential([start[0]!, late!]));
    expect(credential.deviceKey).toEqual(paper.key);
    expect(await verifyCredential(credential, check)).toBe(true);
  });

  test('of eight links is the longest', () => {
    const devices = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((seed) => new TestDevice(seed));
    let links: readonly Uint8Array[] = start;
    for (let at = 1; at < 8; at++) links = added(links, devices[at - 1]!, devices[at]!);
    expect(parseCredential(encodeCredential(links)).deviceKey).toEqual(devices[7]!.key);
    const nine = added(links, devices[7]!, devices[8]!);
    expect(codeOf(() => encodeCredential(nine))).toBe('CREDENTIAL_MALFORMED');
  });

  test.each<[string, readonly Uint8Array[]]>([
    ['of no link', []],
    ['without the first link', two.slice(1)],
    ['with a first link twice', [...start, ...start]],
    ['with a link of a device that is not the one before', added(two, phone, paper)],
    ['with a revocation', revoked(two, tablet, phone)],
    ['that comes back to a device', added(two, tablet, phone)],
  ])('%s is refused', (_, links) => {
    expect(codeOf(() => encodeCredential(links))).toBe('CREDENTIAL_MALFORMED');
  });

  test.each<[string, readonly Uint8Array[]]>([
    ['by somebody else', added(start, phone, tablet, { signer: laptop })],
    ['without the key that it names', added(start, phone, tablet, { prover: phone })],
  ])('%s is not believed', async (_, links) => {
    const credential = parseCredential(encodeCredential(links));
    expect(await verifyCredential(credential, check)).toBe(false);
  });
});
