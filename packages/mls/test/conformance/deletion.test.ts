import { describe, expect, it } from 'vitest';
import { erase } from '../../src/bytes.ts';
import { pskSecret } from '../../src/schedule/psk.ts';
import { encodeGroupContext } from '../../src/wire/group-context.ts';
import type { MadeCommit } from '../evil/commit.ts';
import { pskItem } from '../evil/items.ts';
import { derivableFrom, remembers } from '../evil/memory.ts';
import { flipped } from '../evil/person.ts';
import { makeApplication } from '../evil/proposal.ts';
import { setScene } from '../evil/scene.ts';
import type { Scene } from '../evil/scene.ts';
import { consumedSecrets, ratchetKey } from '../evil/secret-tree.ts';
import type { RatchetKind } from '../evil/secret-tree.ts';
import { isBelow } from '../evil/tree.ts';
import type { Victim } from '../evil/victim.ts';
import { now } from '../evil/victim.ts';

const word = new TextEncoder().encode('a word');

describe('after a message was received', () => {
  it('[9.2-1] [9.2-2] [9.2-3] nothing that it consumed is kept, and nothing of it can be derived again', async () => {
    const scene = await setScene();
    const { world } = scene;
    const consumed = [
      ...(await consumedSecrets(world, 0, 'application', 1)),
      ...Object.values(await ratchetKey(world, 0, 'application', 0)),
      ...Object.values(await ratchetKey(world, 0, 'application', 1)),
    ];
    // Before it, all of that follows from what the member has: the test can fail.
    const before = await derivableFrom(scene.victim);
    expect(remembers(scene.victim, consumed[0]!)).toBe(true);
    for (const secret of consumed.slice(1)) expect(before.has(secret.toHex())).toBe(true);
    await scene.reads(0, 'the first');
    await scene.reads(0, 'the second');
    const after = await derivableFrom(scene.victim);
    for (const secret of consumed) {
      expect(remembers(scene.victim, secret)).toBe(false);
      expect(after.has(secret.toHex())).toBe(false);
    }
    // What is still to come follows.
    const next = await ratchetKey(world, 0, 'application', 2);
    expect(after.has(next.key.toHex())).toBe(true);
    const other = await ratchetKey(world, 1, 'application', 0);
    expect(after.has(other.key.toHex())).toBe(true);
  });

  it('[9.2-4] a skipped generation keeps its key and nonce, and nothing that another key follows from', async () => {
    const scene = await setScene();
    const { world } = scene;
    await scene.receives(await application(scene, 3));
    const ratchetSecrets = await consumedSecrets(world, 0, 'application', 3);
    const after = await derivableFrom(scene.victim);
    for (const secret of ratchetSecrets) expect(after.has(secret.toHex())).toBe(false);
    const used = await ratchetKey(world, 0, 'application', 3);
    expect(remembers(scene.victim, used.key)).toBe(false);
    expect(after.has(used.key.toHex())).toBe(false);
    for (const generation of [0, 1, 2]) {
      const { key, nonce } = await ratchetKey(world, 0, 'application', generation);
      expect(remembers(scene.victim, key)).toBe(true);
      expect(remembers(scene.victim, nonce)).toBe(true);
      // It is there, and follows from nothing.
      expect(after.has(key.toHex())).toBe(false);
    }
    await scene.receives(await application(scene, 1));
    const late = await ratchetKey(world, 0, 'application', 1);
    expect(remembers(scene.victim, late.key)).toBe(false);
    expect(remembers(scene.victim, late.nonce)).toBe(false);
  });

  it('[9.2-7] a message that does not decrypt has consumed nothing', async () => {
    const scene = await setScene();
    const good = await application(scene, 2);
    await scene.rejects('MLS_NOT_DECRYPTED', flipped(good));
    const forged = await makeApplication(scene.world, 0, word, {
      changes: { signature: flipped, sealed: { generation: 2 } },
    });
    await scene.rejects('MLS_SIGNATURE', forged);
    await scene.receives(good);
    await scene.receives(await application(scene, 0));
  });
});

describe('after a message was sent', () => {
  it('[9.2-6] nothing that it consumed is kept, and nothing of it can be derived again', async () => {
    const scene = await setScene();
    const { leafIndex } = scene.victim;
    const first = await scene.victim.encrypt('a word');
    const second = await first.victim.encrypt('another');
    const proposed = await second.victim.propose({ proposalType: 'remove', removed: 1 });
    const kinds: readonly [RatchetKind, number][] = [
      ['application', 1],
      ['handshake', 0],
    ];
    const after = await derivableFrom(proposed.victim);
    for (const [kind, generation] of kinds) {
      const used = await ratchetKey(scene.world, leafIndex, kind, generation);
      const consumed = [
        ...(await consumedSecrets(scene.world, leafIndex, kind, generation)),
        used.key,
        used.nonce,
      ];
      for (const secret of consumed) {
        expect(remembers(proposed.victim, secret)).toBe(false);
        expect(after.has(secret.toHex())).toBe(false);
      }
    }
  });

  it('[9.2-6] what was spent can be overwritten: the new state goes on', async () => {
    const scene = await setScene();
    const { mls, state } = scene.victim;
    const sent = await mls.encrypt(state, word);
    erase(...sent.spent);
    expect(sent.spent.length).toBeGreaterThan(0);
    const next = await mls.encrypt(sent.state, word);
    erase(...next.spent);
    await mls.process(next.state, await application(scene, 0), now);
  });
});

describe('after a commit', () => {
  it('[9.2-5] commit secret, joiner secret, epoch secret, PSK secret and the last init secret are gone', async () => {
    const scene = await setScene();
    const init = scene.world.secrets.initSecret;
    const psk = pskItem(scene, 'a key');
    expect(remembers(scene.victim, init)).toBe(true);
    const made = await scene.takes(
      { items: [psk.item], psks: [psk.psk], path: true },
      { psks: [psk.lent] },
    );
    const gone = [init, made.path!.commitSecret, ...(await epochSecretsOf(made))];
    await expectGone(scene.victim, gone);
    expect(remembers(scene.victim, made.world.secrets.initSecret)).toBe(true);
  });

  it('[9.2-5] they are gone for its committer as well', async () => {
    const scene = await setScene();
    const init = scene.world.secrets.initSecret;
    const { accepted } = await scene.victim.commit({ proposals: [] });
    await expectGone(accepted, [init]);
  });

  it('[7.5-6] path secrets and node secrets are gone', async () => {
    const scene = await setScene({ evil: 4 });
    for (const committer of [0, 3]) {
      const made = await scene.takes({ committer, items: [] });
      const secrets = [...made.path!.pathSecrets.values()];
      const nodes = await Promise.all(
        secrets.map((secret) => scene.suite.deriveSecret(secret, 'node')),
      );
      await expectGone(scene.victim, [...secrets, ...nodes]);
      // The private keys that they gave are there.
      for (const [node, key] of made.path!.nodeKeys) {
        expect(remembers(scene.victim, key)).toBe(isBelow(2 * scene.victim.leafIndex, node));
      }
    }
  });

  it('[7.5-7] every private key that the path replaced is gone', async () => {
    const scene = await setScene({ evil: 5 });
    await scene.takes({ committer: 4, items: [] });
    const before = copied(scene.victim.state.keys.keys);
    expect(before.size).toBeGreaterThan(2);
    const made = await scene.takes({ committer: 4, items: [] });
    let replaced = 0;
    for (const [node, key] of before) {
      const isReplaced = made.path!.nodeKeys.has(node) && node % 2 === 1;
      expect(remembers(scene.victim, key)).toBe(!isReplaced);
      if (isReplaced) replaced += 1;
    }
    expect(replaced).toBeGreaterThan(1);
  });

  it('[7.5-7] for its committer too, the key of its leaf among them', async () => {
    const scene = await setScene({ evil: 4 });
    await scene.takes({ committer: 3, items: [] });
    const before = copied(scene.victim.state.keys.keys);
    const { accepted } = await scene.victim.commit({ proposals: [] });
    for (const key of before.values()) expect(remembers(accepted, key)).toBe(false);
  });
});

const application = (scene: Scene, generation: number) =>
  makeApplication(scene.world, 0, word, { changes: { sealed: { generation } } });

async function expectGone(victim: Victim, secrets: readonly Uint8Array[]): Promise<void> {
  const after = await derivableFrom(victim);
  for (const secret of secrets) {
    expect(remembers(victim, secret)).toBe(false);
    expect(after.has(secret.toHex())).toBe(false);
  }
}

/** Joiner, member, welcome and epoch secret. */
async function epochSecretsOf(made: MadeCommit): Promise<readonly Uint8Array[]> {
  const { suite, context } = made.world;
  const encoded = encodeGroupContext(context);
  const member = await suite.extract(made.joinerSecret, await pskSecret(suite, made.psks));
  return [
    made.joinerSecret,
    member,
    made.welcomeSecret,
    await suite.expandWithLabel(member, 'epoch', encoded, suite.hashBytes),
    await pskSecret(suite, made.psks),
  ];
}

function copied(keys: ReadonlyMap<number, Uint8Array>): ReadonlyMap<number, Uint8Array> {
  return new Map(Array.from(keys, ([node, key]) => [node, key.slice()] as const));
}
