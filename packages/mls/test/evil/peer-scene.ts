import { parseMessage } from '../../src/wire/message.ts';
import { engineFor } from './engine.ts';
import { TsMlsClient } from '../interop/ts-mls-client.ts';
import { peerSuite } from '../interop/ts-mls-suite.ts';
import type { CommitPlan, MadeCommit } from './commit.ts';
import { makeCommit } from './commit.ts';
import { addItem } from './items.ts';
import type { Person } from './person.ts';
import { createPerson } from './person.ts';
import { makeWelcome } from './welcome.ts';
import type { World } from './world.ts';
import { foundWorld } from './world.ts';

/** A scene with a member on ts-mls in the place of the one under test. */
export interface PeerScene {
  readonly people: readonly Person[];
  readonly peer: TsMlsClient;
  world: World;
}

export async function setPeerScene(evil: number = 3): Promise<PeerScene> {
  const { suite } = await engineFor({});
  const lifetime = {
    notBefore: BigInt(Math.floor(Date.now() / 1000)) - 1000n,
    notAfter: BigInt(Math.floor(Date.now() / 1000)) + 1000n,
  };
  const peer = await TsMlsClient.create(await peerSuite(suite.id), 'peer', { lifetime });
  const message = parseMessage(peer.keyPackageMessage, 100_000);
  if (message.wireFormat !== 'key_package') throw new Error('it is a KeyPackage');
  const { keyPackage } = message;
  const people: Person[] = [];
  for (let leaf = 0; leaf < evil; leaf += 1) {
    people.push(
      await createPerson(suite, {
        // It judges lifetimes by the clock of the machine, and wants its own credential types of everybody.
        leaf: (content) => ({
          ...content,
          source: { kind: 'key_package', lifetime },
          capabilities: keyPackage.leafNode.capabilities,
        }),
      }),
    );
  }
  const [founder, ...others] = people;
  const made = await makeCommit(await foundWorld(suite, founder!), {
    committer: 0,
    items: [...others.map(addItem), { proposal: { proposalType: 'add', keyPackage } }],
    path: true,
  });
  const packages = [...others.map((person) => person.keyPackage), keyPackage];
  await peer.join(await makeWelcome(made, packages));
  return { people, peer, world: made.world };
}

/** Sends a commit to the peer. Whether it followed into the epoch of the committer; `refused` when it threw. */
export async function peerFollows(
  scene: PeerScene,
  plan: Partial<CommitPlan>,
): Promise<'followed' | 'lost' | 'refused'> {
  return peerProcesses(scene, await makeCommit(scene.world, { committer: 0, ...plan }));
}

export async function peerProcesses(
  scene: PeerScene,
  made: MadeCommit,
): Promise<'followed' | 'lost' | 'refused'> {
  try {
    await scene.peer.process(made.message);
  } catch {
    return 'refused';
  }
  scene.world = made.world;
  const { epochAuthenticator } = made.world.secrets;
  return scene.peer.epochAuthenticator.toHex() === epochAuthenticator.toHex() ? 'followed' : 'lost';
}
