import { describe, expect, it } from 'vitest';
import type { LentPsks, PreSharedKeyId, Proposal } from '../../src/index.ts';
import { expectRefused } from '../evil/refused.ts';
import type { Stage } from './stage.ts';
import { createKeyPackage, now, setStage } from './stage.ts';
import { snapshotOf, World } from './world.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('pre-shared keys', () => {
  it('of the application go into the epoch of all who have them', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben', 'cleo']);
    const psks = { external: [{ pskId: bytes('id'), psk: bytes('key') }] };
    const { effects } = await world.commit(world.get('ada'), {
      proposals: [external(stage)],
      psks,
    });
    expect(effects?.proposals.map(({ proposal }) => proposal.proposalType)).toEqual(['psk']);
    await world.talk();
  });

  it('of the application go into a Welcome too', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben']);
    const psks = { external: [{ pskId: bytes('id'), psk: bytes('key') }] };
    await world.commit(world.get('ben'), { adds: ['cleo'], proposals: [external(stage)], psks });
    await world.talk();
  });

  it('keep a member out who has not the key, or another one, and leave it as it was', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben']);
    const [ada, ben] = world.members;
    const committed = await stage.mls.commit(ada!.state, {
      proposals: [external(stage)],
      psks: { external: [{ pskId: bytes('id'), psk: bytes('key') }] },
      nowSeconds: now,
    });
    const before = snapshotOf(ben!);
    const other = { external: [{ pskId: bytes('id'), psk: bytes('another') }] };
    await expectRefused('MLS_PSK_UNKNOWN', () => ben!.receive(committed.message));
    await expectRefused('MLS_CONFIRMATION_TAG', () =>
      ben!.receive(committed.message, { psks: other }),
    );
    expect(snapshotOf(ben!)).toBe(before);
  });

  it('change the secrets of the epoch', async () => {
    const stage = await setStage();
    const ada = (await World.of(stage, ['ada'])).get('ada');
    const input = { proposals: [external(stage)], path: false, nowSeconds: now };
    const authenticators = [];
    for (const key of ['one', 'other']) {
      const psks = { external: [{ pskId: bytes('id'), psk: bytes(key) }] };
      const { accepted } = await stage.mls.commit(ada.state, { ...input, psks });
      authenticators.push(accepted.state.secrets.epochAuthenticator);
    }
    expect(authenticators[0]).not.toEqual(authenticators[1]);
  });

  it('of a past epoch bind the group to what it was', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben', 'cleo']);
    const { groupId, epoch } = world.get('ada').state.context;
    await world.commit(world.get('ben'));
    await world.commit(world.get('cleo'));
    const proposals = [resumption(stage, groupId, epoch), resumption(stage, groupId, epoch + 2n)];
    const { effects } = await world.commit(world.get('ada'), { proposals });
    expect(effects?.proposals).toHaveLength(2);
    await world.talk();
  });

  it('of an epoch that is remembered no more are unknown', async () => {
    const stage = await setStage({ limits: { maxResumptionPsks: 1 } });
    const world = await World.of(stage, ['ada', 'ben']);
    const { groupId, epoch } = world.get('ada').state.context;
    await world.commit(world.get('ben'));
    await world.commit(world.get('ada'), { proposals: [resumption(stage, groupId, epoch)] });
    const { state } = world.get('ada');
    const proposals = [resumption(stage, groupId, epoch)];
    await expectRefused('MLS_PSK_UNKNOWN', () =>
      stage.mls.commit(state, { proposals, nowSeconds: now }),
    );
  });

  it('of another group bind one group to the other', async () => {
    const stage = await setStage();
    const other = await World.of(stage, ['ada', 'ben'], { groupId: bytes('the other') });
    const world = await World.of(stage, ['ada', 'ben', 'cleo']);
    const { context, secrets } = other.get('ada').state;
    const { groupId, epoch } = context;
    const psks: LentPsks = { resumption: [{ groupId, epoch, psk: secrets.resumptionPsk }] };
    const proposals = [resumption(stage, groupId, epoch)];
    await world.commit(world.get('ada'), { proposals, psks });
    await world.talk();
  });

  it('are proposed by one and committed by another', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben', 'cleo']);
    const ben = world.get('ben');
    const { message, ...sent } = await stage.mls.propose(ben.state, external(stage), {
      nowSeconds: now,
    });
    ben.take(sent);
    await world.deliver(message, ben);
    const psks = { external: [{ pskId: bytes('id'), psk: bytes('key') }] };
    await world.commit(world.get('cleo'), { psks });
    await world.talk();
  });

  it('bind an external join', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben']);
    const { groupId, epoch } = world.get('ada').state.context;
    const psk = world.get('ben').state.secrets.resumptionPsk.slice();
    const own = await createKeyPackage(stage, 'ben');
    const { leafNode } = own.keyPackage;
    const id = resumption(stage, groupId, epoch).psk;
    const joined = await stage.mls.joinExternal({
      groupInfo: await stage.mls.groupInfo(world.get('ada').state),
      credential: leafNode.credential,
      signaturePrivateKey: own.signaturePrivateKey,
      capabilities: leafNode.capabilities,
      isMemberOf: () => false,
      replaces: world.get('ben').leafIndex,
      pskIds: [id],
      psks: { resumption: [{ groupId, epoch, psk }] },
    });
    const ada = world.get('ada');
    const processed = await ada.receive(joined.message);
    expect(processed).toMatchObject({ kind: 'commit', external: true });
    expect(ada.state.secrets.epochAuthenticator).toEqual(joined.state.secrets.epochAuthenticator);
  });
});

function external(stage: Stage): Proposal {
  const pskNonce = stage.crypto.random(32);
  return { proposalType: 'psk', psk: { pskType: 'external', pskId: bytes('id'), pskNonce } };
}

function resumption(
  stage: Stage,
  pskGroupId: Uint8Array,
  pskEpoch: bigint,
): Extract<Proposal, { proposalType: 'psk' }> {
  const psk: PreSharedKeyId = {
    pskType: 'resumption',
    usage: 'application',
    pskGroupId,
    pskEpoch,
    pskNonce: stage.crypto.random(32),
  };
  return { proposalType: 'psk', psk };
}
