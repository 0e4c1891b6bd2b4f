import { describe, expect, it } from 'vitest';
import type { PreSharedKeyId } from '../../src/wire/pre-shared-key.ts';
import { makeCommit } from '../evil/commit.ts';
import { addItem, pskItem } from '../evil/items.ts';
import { openWelcome } from '../evil/open-welcome.ts';
import { createPerson } from '../evil/person.ts';
import { expectRefused } from '../evil/refused.ts';
import { createNewcomer, setScene } from '../evil/scene.ts';
import type { Scene } from '../evil/scene.ts';
import { ownKeyPackage } from '../evil/successor.ts';
import { now } from '../evil/victim.ts';
import { makeWelcome } from '../evil/welcome.ts';

describe('pre-shared keys in a commit', () => {
  it('[12.3-4] enter the key schedule in the order of the list', async () => {
    const scene = await setScene();
    const [one, two] = [pskItem(scene, 'one'), pskItem(scene, 'the other')];
    const items = [one.item, two.item];
    const lent = { psks: [two.lent, one.lent] };
    await scene.refuses(
      'MLS_CONFIRMATION_TAG',
      { items, psks: [two.psk, one.psk] },
      undefined,
      lent,
    );
    await scene.refuses('MLS_CONFIRMATION_TAG', { items, psks: [one.psk] }, undefined, lent);
    await scene.takes({ items, psks: [one.psk, two.psk] }, lent);
  });

  it('[12.4.2-5] are refused when we do not hold them', async () => {
    const scene = await setScene();
    const { item, psk, lent } = pskItem(scene, 'a key');
    const plan = { items: [item], psks: [psk] };
    await scene.refuses('MLS_PSK_UNKNOWN', plan);
    const other = { ...lent, pskId: new Uint8Array(3) };
    await scene.refuses('MLS_PSK_UNKNOWN', plan, undefined, { psks: [other] });
    const wrong = { ...lent, psk: new Uint8Array(32) };
    await scene.refuses('MLS_CONFIRMATION_TAG', plan, undefined, { psks: [wrong] });
    await scene.takes(plan, { psks: [lent] });
  });

  it('[12.4.2-5] are refused when they are of an epoch that we did not see', async () => {
    const scene = await setScene();
    const id: PreSharedKeyId = {
      pskType: 'resumption',
      usage: 'application',
      pskGroupId: scene.world.context.groupId,
      pskEpoch: 0n,
      pskNonce: scene.suite.random(32),
    };
    await scene.refuses('MLS_PSK_UNKNOWN', {
      items: [{ proposal: { proposalType: 'psk', psk: id } }],
      psks: [{ id, psk: new Uint8Array(32) }],
    });
  });
});

describe('pre-shared keys in a Welcome', () => {
  it('[8.4-1] [12.4.1-4] stand in the order of the commit', async () => {
    const scene = await setScene();
    const [one, two] = [pskItem(scene, 'one'), pskItem(scene, 'the other')];
    const dora = await createPerson(scene.suite);
    const made = await scene.victim.commit({
      proposals: [two.item.proposal, addItem(dora).proposal, one.item.proposal],
      psks: { external: [one.lent, two.lent] },
    });
    const { groupSecrets } = await openWelcome(scene.suite, made.welcome!, dora);
    const { psks } = groupSecrets;
    expect(psks).toEqual([two.psk.id, one.psk.id]);
  });

  it('[8.4-2] let nobody in who is told others, or another order', async () => {
    const scene = await setScene();
    const [one, two] = [pskItem(scene, 'one'), pskItem(scene, 'the other')];
    const external = [one.lent, two.lent];
    const { newcomer, made, keyPackage } = await adding(scene, [one, two]);
    const ids = [one.psk.id, two.psk.id];
    for (const psks of [[two.psk.id, one.psk.id], [one.psk.id], [], [...ids, one.psk.id]]) {
      const welcome = await makeWelcome(made, [keyPackage], {
        groupSecrets: (secrets) => ({ ...secrets, psks }),
      });
      await expectRefused('MLS_WELCOME_GROUP_INFO', () =>
        newcomer.join(welcome, { psks: { external } }),
      );
    }
    const right = await makeWelcome(made, [keyPackage]);
    const joined = await newcomer.join(right, { psks: { external } });
    expect(joined.authenticator()).toEqual(made.world.secrets.epochAuthenticator);
  });
});

describe('nonces', () => {
  it('[8.4-3] [12.1.4-4] are fresh, random, and as long as a hash', async () => {
    const scene = await setScene();
    const nonces = new Set<string>();
    for (let times = 0; times < 4; times += 1) {
      const dora = await createPerson(scene.suite);
      const young = await scene.victim.mls.branch({
        origin: scene.victim.state,
        own: await ownKeyPackage(scene.victim, scene.suite.id),
        keyPackages: [dora.keyPackage],
        groupId: scene.suite.random(16),
        ...now,
      });
      const { groupSecrets } = await openWelcome(scene.suite, young.welcome!, dora);
      const { pskNonce } = groupSecrets.psks[0]!;
      expect(pskNonce).toHaveLength(scene.suite.hashBytes);
      nonces.add(pskNonce.toHex());
    }
    expect(nonces.size).toBe(4);
  });
});

async function adding(scene: Scene, psks: readonly ReturnType<typeof pskItem>[]) {
  const newcomer = await createNewcomer();
  const { keyPackage } = newcomer.own;
  const made = await makeCommit(scene.world, {
    committer: 0,
    items: [...psks.map(({ item }) => item), { proposal: { proposalType: 'add', keyPackage } }],
    psks: psks.map(({ psk }) => psk),
  });
  return { newcomer, made, keyPackage };
}
