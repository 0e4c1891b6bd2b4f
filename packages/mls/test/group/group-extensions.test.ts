import { describe, expect, it } from 'vitest';
import type { Extension, ExternalSender, Proposal } from '../../src/index.ts';
import {
  appAckOf,
  appAckProposal,
  extensionTypes,
  missingGenerations,
  rangesOf,
  sentCount,
} from '../../src/index.ts';
import { writeRequiredCapabilities } from '../../src/wire/capabilities.ts';
import { writeCredential } from '../../src/wire/credential.ts';
import { Writer } from '../../src/wire/writer.ts';
import { expectRefused } from '../evil/refused.ts';
import type { Stage } from './stage.ts';
import { createKeyPackage, credentialOf, now, setStage, signatureKeyOf } from './stage.ts';
import { snapshotOf, World } from './world.ts';

const ours = 0xf123;

describe('the extensions of a group', () => {
  it('are there for all from the founding on', async () => {
    const stage = await setStage();
    const extension = { extensionType: ours, data: Uint8Array.of(1, 2, 3) };
    const world = await World.of(stage, ['ada', 'ben'], {
      groupExtensions: [extension],
      capabilities: { extensions: [ours] },
    });
    expect(world.get('ben').state.context.extensions).toEqual([extension]);
    await world.talk();
  });

  it('change with a commit, for all members and for who is added with it', async () => {
    const stage = await setStage();
    const capabilities = { extensions: [ours] };
    const world = await World.of(stage, ['ada', 'ben'], { capabilities });
    const extensions = [{ extensionType: ours, data: Uint8Array.of(9) }];
    const proposals = [{ proposalType: 'group_context_extensions' as const, extensions }];
    await world.commit(world.get('ben'), { proposals, adds: ['cleo'], client: { capabilities } });
    for (const { state } of world.members) expect(state.context.extensions).toEqual(extensions);
    await world.talk();
    await world.commit(world.get('cleo'), {
      proposals: [{ proposalType: 'group_context_extensions', extensions: [] }],
    });
    for (const { state } of world.members) expect(state.context.extensions).toEqual([]);
  });

  it('are not ones that a member does not support', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben']);
    const extensions = [{ extensionType: ours, data: new Uint8Array() }];
    const { state } = world.get('ada');
    await expectRefused('MLS_EXTENSION_UNSUPPORTED', () =>
      stage.mls.commit(state, {
        proposals: [{ proposalType: 'group_context_extensions', extensions }],
        nowSeconds: now,
      }),
    );
  });

  it('require capabilities of whoever comes in', async () => {
    const stage = await setStage();
    const capabilities = { extensions: [ours], proposals: [9] };
    const world = await World.of(stage, ['ada', 'ben'], { capabilities });
    const proposals = [
      { proposalType: 'group_context_extensions' as const, extensions: [required([ours], [9])] },
    ];
    await world.commit(world.get('ada'), { proposals });
    const before = world.members.map(snapshotOf);
    await expectRefused('MLS_REQUIRED_CAPABILITIES', () =>
      world.commit(world.get('ada'), { adds: ['cleo'] }),
    );
    await expectRefused('MLS_REQUIRED_CAPABILITIES', () => world.joinExternally('cleo'));
    expect(world.members.map(snapshotOf)).toEqual(before);
    await world.commit(world.get('ben'), { adds: ['cleo'], client: { capabilities } });
    await world.talk();
  });

  it('do not require what a member cannot', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben']);
    const { state } = world.get('ada');
    await expectRefused('MLS_REQUIRED_CAPABILITIES', () =>
      stage.mls.commit(state, {
        proposals: [
          { proposalType: 'group_context_extensions', extensions: [required([], [0xf042])] },
        ],
        nowSeconds: now,
      }),
    );
  });
});

describe('somebody outside whom the group knows', () => {
  it('proposes to add and to remove, and a member commits it', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben', 'cleo'], {
      groupExtensions: [await externalSenders(stage, ['door', 'desk'])],
    });
    const own = await createKeyPackage(stage, 'dora');
    await world.deliver(
      await fromOutside(world, 1, 'desk', { proposalType: 'add', keyPackage: own.keyPackage }),
      undefined,
    );
    const removed = world.get('cleo').leafIndex;
    await world.deliver(
      await fromOutside(world, 0, 'door', { proposalType: 'remove', removed }),
      undefined,
    );
    const ada = world.get('ada');
    const committed = await stage.mls.commit(ada.state, { nowSeconds: now });
    ada.take(committed);
    const [effects] = await world.deliver(committed.message, ada);
    expect(effects).toMatchObject({
      removed: [removed],
      proposals: [
        { sender: { senderType: 'external', senderIndex: 1 }, byReference: true },
        { sender: { senderType: 'external', senderIndex: 0 }, byReference: true },
      ],
    });
    ada.take(committed.accepted);
    await world.join('dora', committed.welcome!, own);
    expect(world.members.map(({ name }) => name)).toEqual(['ada', 'ben', 'dora']);
    world.agree();
    await world.talk();
  });

  it("is refused in another one's place, in a place that is not there, and in a later epoch", async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben'], {
      groupExtensions: [await externalSenders(stage, ['door', 'desk'])],
    });
    const ben = world.get('ben');
    const before = snapshotOf(ben);
    const remove = { proposalType: 'remove' as const, removed: 0 };
    const inOtherPlace = await fromOutside(world, 1, 'door', remove);
    await expectRefused('MLS_SIGNATURE', () => ben.receive(inOtherPlace));
    const nowhere = await fromOutside(world, 2, 'door', remove);
    await expectRefused('MLS_EXTERNAL_SENDER_UNKNOWN', () => ben.receive(nowhere));
    expect(snapshotOf(ben)).toBe(before);
    const late = await fromOutside(world, 0, 'door', remove);
    await world.commit(world.get('ada'));
    await expectRefused('MLS_EPOCH_PAST', () => ben.receive(late));
  });

  it('cannot propose what only a member can', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada'], {
      groupExtensions: [await externalSenders(stage, ['door'])],
    });
    await expectRefused('MLS_SENDER_CONTENT', () =>
      fromOutside(world, 0, 'door', {
        proposalType: 'external_init',
        kemOutput: new Uint8Array(32),
      }),
    );
  });
});

describe('what components of an application tell', () => {
  it('an AppAck in a commit tells a sender which of its messages were dropped', async () => {
    const stage = await setStage();
    const capabilities = { proposals: [9] };
    const world = await World.of(stage, ['ada', 'ben', 'cleo'], { capabilities });
    const [ada, ben] = world.members;
    const messages = [];
    for (let index = 0; index < 6; index += 1) messages.push(await ada!.say(`message ${index}`));
    const received = [];
    for (const index of [5, 0, 3]) {
      const processed = await ben!.receive(messages[index]!);
      if (processed.kind === 'application') received.push(processed);
    }
    const sent = sentCount(ada!.state);
    expect(sent).toBe(6);
    const { effects } = await world.commit(ben!, {
      proposals: [appAckProposal(rangesOf(received))],
    });
    const acknowledged = appAckOf(effects!.proposals[0]!.proposal)!;
    expect(missingGenerations(acknowledged, ada!.leafIndex, sent)).toEqual([
      { firstGeneration: 1, lastGeneration: 2 },
      { firstGeneration: 4, lastGeneration: 4 },
    ]);
    expect(sentCount(ada!.state)).toBe(0);
    expect(sentCount(ben!.state)).toBe(0);
  });

  it('an AppAck is not committed where a member does not know it', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben']);
    const { state } = world.get('ada');
    await expectRefused('MLS_CAPABILITIES_PROPOSAL', () =>
      stage.mls.commit(state, { proposals: [appAckProposal([])], nowSeconds: now }),
    );
  });
});

function required(extensions: readonly number[], proposals: readonly number[]): Extension {
  const writer = new Writer(64);
  writeRequiredCapabilities(writer, {
    extensionTypes: extensions,
    proposalTypes: proposals,
    credentialTypes: [1],
  });
  return { extensionType: extensionTypes.requiredCapabilities, data: writer.finish() };
}

async function externalSenders(stage: Stage, names: readonly string[]): Promise<Extension> {
  const writer = new Writer(256);
  const start = writer.open();
  for (const name of names) {
    const { signatureKey, credential }: ExternalSender = {
      signatureKey: await stage.crypto.signatures.Ed25519.publicKey(
        await signatureKeyOf(stage, name),
      ),
      credential: credentialOf(name),
    };
    writeCredential(writer.opaque(signatureKey), credential);
  }
  writer.close(start);
  return { extensionType: extensionTypes.externalSenders, data: writer.finish() };
}

async function fromOutside(
  { stage, members }: World,
  senderIndex: number,
  name: string,
  proposal: Proposal,
): Promise<Uint8Array> {
  const { groupId, epoch } = members[0]!.state.context;
  return stage.mls.proposeAsExternal({
    cipherSuite: stage.suite,
    groupId,
    epoch,
    senderIndex,
    signaturePrivateKey: await signatureKeyOf(stage, name),
    proposal,
  });
}
