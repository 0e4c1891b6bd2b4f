import { createCrypto } from '../crypto.ts';
import { init } from 'mls-ts';
import { describe, expect, test } from 'vitest';
import { cipherSuites } from '../../src/suite/cipher-suites.ts';
import { expectAgreement } from './agreement.ts';
import { expectSameState, OpenMlsClient } from './openmls-client.ts';
import { SottoClient } from './sotto-client.ts';

const crypto = await createCrypto();
await init();
const suite = cipherSuites.MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519;
const text = new TextEncoder();
const sottoClient = (name: string) => SottoClient.create(crypto, suite, name);

/** OpenMLS founds, and adds one of ours. */
async function ledByOpenMls() {
  const peer = new OpenMlsClient('peer');
  peer.createGroup('group');
  const sotto = await sottoClient('sotto');
  const { welcome, ratchetTree } = peer.add(sotto.keyPackageMessage);
  await sotto.join(welcome, ratchetTree);
  return { peer, sotto };
}

/** One of ours founds, and adds OpenMLS. */
async function ledBySotto() {
  const sotto = await sottoClient('sotto');
  await sotto.createGroup(crypto.random(16));
  const peer = new OpenMlsClient('peer');
  const changes = [{ kind: 'add', keyPackage: peer.keyPackageMessage } as const];
  const { welcome } = await sotto.commit({ changes, treeInWelcome: false });
  peer.join(welcome!, sotto.ratchetTree);
  return { peer, sotto };
}

describe.each([
  ['OpenMLS', ledByOpenMls],
  ['Sotto', ledBySotto],
] as const)('a group that %s founded', (_founder, setScene) => {
  test('both are in one state after the Welcome', async () => {
    const { peer, sotto } = await setScene();
    await expectSameState(peer, sotto);
  });

  test('messages go both ways, in any order', async () => {
    const { peer, sotto } = await setScene();
    const words = ['zero', 'one', 'two', 'three'];
    const fromPeer = words.map((word) => peer.group.send(word));
    const fromSotto: Uint8Array[] = [];
    for (const word of words) fromSotto.push(await sotto.encrypt(text.encode(word)));
    for (const index of [2, 0, 3, 1]) {
      expect(await sotto.process(fromPeer[index]!)).toEqual(text.encode(words[index]));
      expect(peer.group.receiveText(fromSotto[index]!)).toBe(words[index]);
    }
  });

  test('a message of OpenMLS opens in the epoch after its own', async () => {
    const { peer, sotto } = await setScene();
    const late = peer.group.send('late');
    peer.follow((await sotto.commit()).commit);
    expect(await sotto.process(late)).toEqual(text.encode('late'));
  });

  test('Sotto commits new keys, again and again', async () => {
    const { peer, sotto } = await setScene();
    for (let count = 0; count < 5; count += 1) {
      peer.follow((await sotto.commit({ authenticatedData: Uint8Array.of(count) })).commit);
      await expectSameState(peer, sotto);
    }
  });

  test('Sotto adds one of its own and one of OpenMLS', async () => {
    const { peer, sotto } = await setScene();
    const third = await sottoClient('third');
    const fourth = new OpenMlsClient('fourth');
    const { commit, welcome } = await sotto.commit({
      changes: [third, fourth].map(({ keyPackageMessage }) => ({
        kind: 'add',
        keyPackage: keyPackageMessage,
      })),
    });
    peer.follow(commit);
    await third.join(welcome!);
    fourth.join(welcome!, sotto.ratchetTree);
    await expectSameState(peer, sotto, third);
    await expectSameState(fourth, sotto, third);
  });

  test('OpenMLS commits its own Add and the Add and Update that Sotto proposed', async () => {
    const { peer, sotto } = await setScene();
    const third = await sottoClient('third');
    peer.follow(await sotto.propose({ kind: 'add', keyPackage: third.keyPackageMessage }));
    peer.follow(await sotto.proposeUpdate());
    const fourth = new OpenMlsClient('fourth');
    const { proposal, commit, welcome, ratchetTree } = peer.add(fourth.keyPackageMessage);
    await sotto.process(proposal);
    await sotto.process(commit);
    await third.join(welcome, ratchetTree);
    fourth.join(welcome, ratchetTree);
    expect(sotto.mls.members(sotto.state).length).toBe(4);
    await expectSameState(peer, sotto, third);
    await expectSameState(fourth, sotto, third);
    const next = await third.commit();
    await sotto.process(next.commit);
    for (const one of [peer, fourth]) one.follow(next.commit);
    await expectSameState(peer, sotto, third);
    await expectSameState(fourth, sotto, third);
  });

  test('Sotto removes a client of OpenMLS, and adds another one in its place', async () => {
    const { peer, sotto } = await setScene();
    const third = new OpenMlsClient('third');
    const added = peer.add(third.keyPackageMessage);
    await sotto.process(added.proposal);
    await sotto.process(added.commit);
    third.join(added.welcome, added.ratchetTree);
    const { commit } = await sotto.commit({ changes: [{ kind: 'remove', leafIndex: 2 }] });
    for (const one of [peer, third]) one.follow(commit);
    expect(() => third.group.send('still there')).toThrow('evicted');
    await expectSameState(peer, sotto);
    const fourth = await sottoClient('fourth');
    const again = peer.add(fourth.keyPackageMessage);
    await sotto.process(again.proposal);
    await sotto.process(again.commit);
    await fourth.join(again.welcome, again.ratchetTree);
    expect(fourth.leafIndex).toBe(2);
    await expectSameState(peer, sotto, fourth);
  });

  test('Sotto joins by an external commit, and once more in its own place', async () => {
    const { peer, sotto } = await setScene();
    const joiner = await sottoClient('joiner');
    for (const isResync of [false, true]) {
      const commit = await joiner.joinExternal(await sotto.groupInfo(), isResync);
      peer.follow(commit);
      await sotto.process(commit);
      await expectSameState(peer, sotto, joiner);
    }
    peer.follow((await joiner.commit()).commit);
    await expectSameState(peer, joiner);
  });

  test('one of Sotto asks from outside to be added', async () => {
    const { peer, sotto } = await setScene();
    const asking = await sottoClient('asking');
    const proposal = await asking.proposeToJoin(await sotto.groupInfo());
    await sotto.process(proposal);
    peer.follow(proposal);
    const { commit, welcome } = await sotto.commit();
    peer.follow(commit);
    await asking.join(welcome!);
    await expectSameState(peer, sotto, asking);
  });

  test('a change of extensions and a ReInit are followed', async () => {
    const { peer, sotto } = await setScene();
    const requiredCapabilities = Uint8Array.of(0, 0, 2, 0, 1);
    for (const change of [
      { kind: 'extensions', type: 3, data: requiredCapabilities },
      { kind: 'reinit', groupId: Uint8Array.of(1, 2, 3) },
    ] as const) {
      peer.follow((await sotto.commit({ changes: [change] })).commit);
      await expectSameState(peer, sotto);
    }
  });

  test('a larger group takes turns at Adds, commits and Removes', async () => {
    const { peer, sotto } = await setScene();
    const sottos = [sotto];
    const peers = [peer];
    for (let turn = 0; turn < 8; turn += 1) {
      const adder = peers[turn % peers.length]!;
      const newcomer = await sottoClient(`sotto ${turn}`);
      const { proposal, commit, welcome, ratchetTree } = adder.add(newcomer.keyPackageMessage);
      for (const one of sottos)
        for (const message of [proposal, commit]) await one.process(message);
      for (const one of peers)
        if (one !== adder) for (const message of [proposal, commit]) one.follow(message);
      await newcomer.join(welcome, ratchetTree);
      sottos.push(newcomer);
      const committer = sottos[(3 * turn) % sottos.length]!;
      const stranger = new OpenMlsClient(`peer ${turn}`);
      const leaver = sottos.findLast((one) => one !== committer && one !== newcomer);
      const changes = [
        { kind: 'add', keyPackage: stranger.keyPackageMessage } as const,
        ...(turn % 3 === 2 ? [{ kind: 'remove', leafIndex: leaver!.leafIndex } as const] : []),
      ];
      const made = await committer.commit({ changes });
      for (const one of sottos) if (one !== committer) await one.process(made.commit);
      for (const one of peers) one.follow(made.commit);
      stranger.join(made.welcome!, committer.ratchetTree);
      peers.push(stranger);
      const remaining = sottos.filter((one) => one.isMember);
      sottos.splice(0, sottos.length, ...remaining);
      await expectAgreement(...sottos);
      for (const one of peers) await expectSameState(one, committer);
    }
  });
});

// Of OpenMLS a founder alone keeps these secrets in this build.
test('a commit of Sotto goes by the resumption secret of the epoch that OpenMLS founded', async () => {
  const { peer, sotto } = await ledByOpenMls();
  const { epoch } = sotto;
  peer.follow((await sotto.commit({ changes: [{ kind: 'resumption', epoch }] })).commit);
  await expectSameState(peer, sotto);
});
