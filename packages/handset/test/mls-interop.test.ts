import {
  createApplicationMessage,
  createCommit,
  createGroup,
  decodeMlsMessage,
  defaultCapabilities,
  emptyPskIndex,
  encodeMlsMessage,
  encodeRequiredCapabilities,
  generateKeyPackage,
  getCiphersuiteFromName,
  getCiphersuiteImpl,
  joinGroup,
  mlsExporter,
  processPrivateMessage,
} from 'ts-mls';
import type { ClientState, Extension, KeyPackage, MLSMessage, Proposal, Welcome } from 'ts-mls';
import { describe, expect, it } from 'vitest';
import { createMls } from '../src/mls/mls.ts';
import type { MlsGroup } from '../src/mls/seam.ts';
import { crypto, makeDevice, opened, random, read, text } from './mls-fixture.ts';

// The library as others use it: its own cryptography, its own settings, the machine's clock.
const suite = await getCiphersuiteImpl(
  getCiphersuiteFromName('MLS_256_XWING_AES256GCM_SHA512_Ed25519'),
);
const mls = createMls(crypto, random, { now: () => Date.now(), sleep: async () => {} });

async function stockKeyPackage() {
  const now = BigInt(Math.floor(Date.now() / 1_000));
  return generateKeyPackage(
    { credentialType: 'basic', identity: text('stock client') },
    defaultCapabilities(),
    { notBefore: now - 60n, notAfter: now + 86_400n },
    [],
    suite,
  );
}

function decoded<Format extends MLSMessage['wireformat']>(
  bytes: Uint8Array,
  format: Format,
): Extract<MLSMessage, { wireformat: Format }> {
  const message = decodeMlsMessage(bytes, 0)?.[0];
  if (message?.wireformat !== format) throw new Error('another wire format');
  return message as Extract<MLSMessage, { wireformat: Format }>;
}

async function talk(stock: ClientState, ours: MlsGroup): Promise<void> {
  expect(stock.keySchedule.epochAuthenticator).toEqual(ours.epochAuthenticator);
  expect(
    await mlsExporter(stock.keySchedule.exporterSecret, 'label', text('x'), 32, suite),
  ).toEqual(await ours.exportSecret('label', text('x'), 32));
  let state = stock;
  let group = ours;
  for (let index = 0; index < 10; index += 1) {
    const sent = await group.encrypt(text(`ours ${index}`));
    group = sent.group;
    const { privateMessage } = decoded(sent.message, 'mls_private_message');
    const received = await processPrivateMessage(state, privateMessage, emptyPskIndex, suite);
    if (received.kind !== 'applicationMessage') throw new Error('no application message');
    expect(read(received.message)).toBe(`ours ${index}`);
    const answer = await createApplicationMessage(
      received.newState,
      text(`theirs ${index}`),
      suite,
    );
    state = answer.newState;
    const wire = encodeMlsMessage({
      version: 'mls10',
      wireformat: 'mls_private_message',
      privateMessage: answer.privateMessage,
    });
    const result = await opened(group, wire);
    expect(read(result.plaintext)).toBe(`theirs ${index}`);
    group = result.group;
  }
}

describe('a client that uses the library with its own cryptography', () => {
  it('joins a pair that we made, and talks', async () => {
    const stock = await stockKeyPackage();
    const bytes = encodeMlsMessage({
      version: 'mls10',
      wireformat: 'mls_key_package',
      keyPackage: stock.publicPackage,
    });
    const { group, welcome } = await mls.createPair(await makeDevice('ours'), text('id'), bytes);
    const state = await joinGroup(
      decoded(welcome, 'mls_welcome').welcome,
      stock.publicPackage,
      stock.privatePackage,
      emptyPskIndex,
      suite,
    );
    await talk(state, group);
  });

  it('makes a pair that we join, and talks', async () => {
    const own = await mls.createKeyPackage(await makeDevice('ours'));
    const { keyPackage } = decoded(own.keyPackage, 'mls_key_package');
    const stock = await stockKeyPackage();
    const alone = await createGroup(
      text('id'),
      stock.publicPackage,
      stock.privatePackage,
      [],
      suite,
    );
    const { newState, welcome } = await createCommit(
      { state: alone, cipherSuite: suite },
      {
        extraProposals: [{ proposalType: 'add', add: { keyPackage } }],
        ratchetTreeExtension: true,
      },
    );
    const bytes = encodeMlsMessage({
      version: 'mls10',
      wireformat: 'mls_welcome',
      welcome: welcome!,
    });
    await talk(newState, await mls.join(own, bytes));
  });

  it('cannot bring us by a valid Welcome into anything but a new pair', async () => {
    const add = (keyPackage: KeyPackage): Proposal => ({
      proposalType: 'add',
      add: { keyPackage },
    });
    const welcomed = async (
      steps: (ours: KeyPackage, third: KeyPackage) => readonly (readonly Proposal[])[],
      extensions: Extension[] = [],
      groupId = text('id'),
    ): Promise<string> => {
      const own = await mls.createKeyPackage(await makeDevice('ours'));
      const { keyPackage } = decoded(own.keyPackage, 'mls_key_package');
      const stock = await stockKeyPackage();
      const third = await stockKeyPackage();
      let state = await createGroup(
        groupId,
        stock.publicPackage,
        stock.privatePackage,
        extensions,
        suite,
      );
      let welcome: Welcome | undefined;
      for (const extraProposals of steps(keyPackage, third.publicPackage)) {
        const made = await createCommit(
          { state, cipherSuite: suite },
          { extraProposals: [...extraProposals], ratchetTreeExtension: true },
        );
        state = made.newState;
        welcome = made.welcome;
      }
      const bytes = encodeMlsMessage({
        version: 'mls10',
        wireformat: 'mls_welcome',
        welcome: welcome!,
      });
      return mls.join(own, bytes).then(
        () => 'joined',
        (error: { code: string }) => error.code,
      );
    };
    const required: Extension = {
      extensionType: 'required_capabilities',
      extensionData: encodeRequiredCapabilities({
        extensionTypes: [],
        proposalTypes: [],
        credentialTypes: [],
      }),
    };
    expect(await welcomed((ours) => [[add(ours)]])).toBe('joined');
    expect(await welcomed((ours, third) => [[add(ours), add(third)]])).toBe('MLS_REFUSED');
    expect(await welcomed((ours, third) => [[add(third)], [add(ours)]])).toBe('MLS_REFUSED');
    expect(await welcomed((ours) => [[], [add(ours)]])).toBe('MLS_REFUSED');
    expect(await welcomed((ours) => [[add(ours)]], [required])).toBe('MLS_REFUSED');
    expect(await welcomed((ours) => [[add(ours)]], [], new Uint8Array(65))).toBe('MLS_REFUSED');
  });
});
