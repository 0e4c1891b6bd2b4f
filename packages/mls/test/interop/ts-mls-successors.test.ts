import { createCrypto } from '../crypto.ts';
import {
  branchGroup,
  joinGroupFromBranch,
  joinGroupFromReinit,
  reinitCreateNewGroup,
} from 'ts-mls';
import { describe, expect, test } from 'vitest';
import type { Origin } from '../../src/index.ts';
import { knownCipherSuites } from '../../src/suite/cipher-suites.ts';
import { sameBytes } from '../../src/bytes.ts';
import { expectAgreement, expectConversation } from './agreement.ts';
import { SottoClient } from './sotto-client.ts';
import { TsMlsClient } from './ts-mls-client.ts';
import { readKeyPackage, readWelcome, welcomeMessage } from './ts-mls-messages.ts';
import { fastPeerSuite } from './ts-mls-suite.ts';

const crypto = await createCrypto();
const nowSeconds = Math.floor(Date.now() / 1000);
const isMemberOf = () => false;
const groupId = crypto.random(16);
const suites = knownCipherSuites.filter(({ id }) => id <= 7);

const isSameMember: Origin['isSameMember'] = (one, other) =>
  one.credential.credentialType === 'basic' &&
  other.credential.credentialType === 'basic' &&
  sameBytes(one.credential.identity, other.credential.identity);

/** The same two people in the old group, and with fresh KeyPackages for the new one. */
async function setScene(cipherSuite: number) {
  const suite = await fastPeerSuite(crypto, cipherSuite);
  const sotto = await SottoClient.create(crypto, cipherSuite, 'sotto');
  const peer = await TsMlsClient.create(suite, 'peer');
  const sottoNext = await SottoClient.create(crypto, cipherSuite, 'sotto');
  const peerNext = await TsMlsClient.create(suite, 'peer');
  await sotto.createGroup(crypto.random(16));
  const changes = [{ kind: 'add', keyPackage: peer.keyPackageMessage } as const];
  const { welcome } = await sotto.commit({ changes });
  await peer.join(welcome!);
  return { suite, sotto, peer, sottoNext, peerNext };
}

describe.each(suites)('$name', ({ id }) => {
  test('ts-mls commits a ReInit and makes the group that Sotto joins', async () => {
    const { suite, sotto, peer, sottoNext, peerNext } = await setScene(id);
    const { commit } = await peer.commit({ changes: [{ kind: 'reinit', groupId }] });
    await sotto.process(commit);
    await expectAgreement(sotto, peer);
    const { newState, welcome } = await reinitCreateNewGroup(
      peer.state,
      peerNext.keyPackage,
      peerNext.privateKeys,
      [readKeyPackage(sottoNext.keyPackageMessage)],
      groupId,
      suite.name,
      [],
    );
    peerNext.enter(newState);
    const { state } = await sotto.mls.joinGroup({
      welcome: welcomeMessage(welcome!),
      ratchetTree: peerNext.ratchetTree,
      own: [sottoNext.own],
      isMemberOf,
      origin: { state: sotto.state, isSameMember },
    });
    await sottoNext.enter(state);
    await expectAgreement(sottoNext, peerNext);
    await expectConversation(sottoNext, peerNext);
  });

  test('Sotto commits a ReInit and makes the group that ts-mls joins', async () => {
    const { sotto, peer, sottoNext, peerNext } = await setScene(id);
    const { commit } = await sotto.commit({ changes: [{ kind: 'reinit', groupId }] });
    await peer.process(commit);
    await expectAgreement(sotto, peer);
    const { accepted, welcome } = await sotto.mls.reinitialize({
      origin: sotto.state,
      own: sottoNext.own,
      keyPackages: [sottoNext.read(peerNext.keyPackageMessage)],
      nowSeconds,
    });
    await sottoNext.enter(accepted.state);
    const { keyPackage, privateKeys } = peerNext;
    const read = readWelcome(welcome!);
    peerNext.enter(await joinGroupFromReinit(peer.state, read, keyPackage, privateKeys, undefined));
    await expectAgreement(sottoNext, peerNext);
    await expectConversation(sottoNext, peerNext);
  });

  test('ts-mls makes a branch that Sotto joins', async () => {
    const { suite, sotto, peer, sottoNext, peerNext } = await setScene(id);
    const { newState, welcome } = await branchGroup(
      peer.state,
      peerNext.keyPackage,
      peerNext.privateKeys,
      [readKeyPackage(sottoNext.keyPackageMessage)],
      groupId,
      suite,
    );
    peerNext.enter(newState);
    const { state } = await sotto.mls.joinGroup({
      welcome: welcomeMessage(welcome!),
      ratchetTree: peerNext.ratchetTree,
      own: [sottoNext.own],
      isMemberOf,
      origin: { state: sotto.state, isSameMember },
    });
    await sottoNext.enter(state);
    await expectAgreement(sottoNext, peerNext);
    await expectConversation(sottoNext, peerNext);
  });

  test('Sotto makes a branch that ts-mls joins', async () => {
    const { suite, sotto, peer, sottoNext, peerNext } = await setScene(id);
    const { accepted, welcome } = await sotto.mls.branch({
      origin: sotto.state,
      groupId,
      own: sottoNext.own,
      keyPackages: [sottoNext.read(peerNext.keyPackageMessage)],
      nowSeconds,
    });
    await sottoNext.enter(accepted.state);
    const { keyPackage, privateKeys } = peerNext;
    const read = readWelcome(welcome!);
    const joined = joinGroupFromBranch(peer.state, read, keyPackage, privateKeys, undefined, suite);
    peerNext.enter(await joined);
    await expectAgreement(sottoNext, peerNext);
    expect(peerNext.epoch).toBe(1n);
    await expectConversation(sottoNext, peerNext);
  });
});
