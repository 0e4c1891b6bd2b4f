import { describe, expect, it } from 'vitest';
import type { Claim } from '../../src/engine.ts';
import type { Credential } from '../../src/wire/credential.ts';
import type { LeafNodeContent } from '../../src/wire/leaf-node.ts';
import { makeGroupInfoMessage } from '../evil/group-info.ts';
import { addItem, extensionsItem, removeItem, sendersExtension } from '../evil/items.ts';
import { createNewcomer } from '../evil/newcomer.ts';
import { createPerson } from '../evil/person.ts';
import { makeProposal, makeUpdate } from '../evil/proposal.ts';
import { expectRefused } from '../evil/refused.ts';
import { setScene } from '../evil/scene.ts';
import { setArrival } from '../evil/arrival.ts';

const called = (name: string): Credential => ({
  credentialType: 'basic',
  identity: new TextEncoder().encode(name),
});

const nameOf = ({ credential }: { readonly credential: Credential }): string =>
  credential.credentialType === 'basic' ? new TextDecoder().decode(credential.identity) : 'x509';

/** An authentication service that refuses one name, and notes what it was asked. */
function service(refused: string) {
  const asked: string[] = [];
  const authenticate = (claim: Claim, previous?: Claim): boolean => {
    asked.push(previous === undefined ? nameOf(claim) : `${nameOf(previous)} to ${nameOf(claim)}`);
    return nameOf(claim) !== refused;
  };
  return { asked, authenticate };
}

const mallory = 'mallory';

describe('the authentication service', () => {
  it('[5.3.1-1] is asked before we add somebody', async () => {
    const { asked, authenticate } = service(mallory);
    const scene = await setScene({ authenticate });
    const person = addItem(
      await createPerson(scene.suite, {
        leaf: (content) => ({ ...content, credential: called(mallory) }),
      }),
    );
    const { proposal } = person;
    await expectRefused('MLS_CREDENTIAL_REFUSED', () => scene.victim.propose(proposal));
    await expectRefused('MLS_CREDENTIAL_REFUSED', () =>
      scene.victim.commit({ proposals: [proposal] }),
    );
    if (proposal.proposalType !== 'add') throw new Error('it is an Add');
    await expectRefused('MLS_CREDENTIAL_REFUSED', () =>
      scene.victim.mls.validateKeyPackage(proposal.keyPackage, 1_900_000_000),
    );
    expect(asked.filter((name) => name === mallory)).toHaveLength(3);
  });

  it('[5.3.1-2] is asked about everybody in the tree before a Welcome is accepted', async () => {
    const { asked, authenticate } = service(mallory);
    const arrival = await setArrival({}, { authenticate });
    await arrival.joins();
    const names = arrival.people.map(({ keyPackage }) => nameOf(keyPackage.leafNode));
    expect(asked).toEqual(expect.arrayContaining(names));
  });

  it('[5.3.1-2] keeps us out of a group with one member whom it refuses', async () => {
    const { suite } = await createNewcomer();
    const emil = await createPerson(suite, {
      leaf: (content) => ({ ...content, credential: called(mallory) }),
    });
    const arrival = await setArrival({ emil }, { authenticate: service(mallory).authenticate });
    await arrival.refuses('MLS_CREDENTIAL_REFUSED', undefined);
  });

  it('[5.3.1-3] is asked about everybody in the tree before an external join', async () => {
    const arrival = await setArrival();
    const { asked, authenticate } = service(mallory);
    const message = await makeGroupInfoMessage(arrival.world, 0);
    await (await createNewcomer({ authenticate })).joinExternally(message);
    const names = arrival.people.map(({ keyPackage }) => nameOf(keyPackage.leafNode));
    expect(asked).toEqual(expect.arrayContaining(names));
    const [, bob] = names;
    const strict = await createNewcomer({ authenticate: service(bob!).authenticate });
    await expectRefused('MLS_CREDENTIAL_REFUSED', () => strict.joinExternally(message));
  });

  it('[5.3.1-4] is asked about a received Add', async () => {
    const scene = await setScene({ authenticate: service(mallory).authenticate });
    const person = await createPerson(scene.suite, {
      leaf: (content) => ({ ...content, credential: called(mallory) }),
    });
    await scene.refuses('MLS_CREDENTIAL_REFUSED', { items: [addItem(person)] });
    const sent = await makeProposal(scene.world, { ...addItem(person), sender: 1 });
    await scene.rejects('MLS_CREDENTIAL_REFUSED', sent.message);
    await scene.takes({ items: [addItem(await createPerson(scene.suite))] });
  });

  it('[5.3.1-5] [5.3.1-9] is asked about the new credential of an Update, and told the one before', async () => {
    const { asked, authenticate } = service(mallory);
    const scene = await setScene({ authenticate });
    const before = nameOf(scene.people[1]!.keyPackage.leafNode);
    const renamed = (name: string) =>
      makeUpdate(scene.world, 1, { leaf: (leaf) => ({ ...leaf, credential: called(name) }) });
    const wrong = await makeProposal(scene.world, { ...(await renamed(mallory)), sender: 1 });
    await scene.rejects('MLS_CREDENTIAL_REFUSED', wrong.message);
    const right = await makeProposal(scene.world, { ...(await renamed('bob')), sender: 1 });
    await scene.receives(right.message);
    await scene.takes({ items: [right.item] });
    expect(asked).toContain(`${before} to mallory`);
    expect(asked).toContain(`${before} to bob`);
  });

  it('[5.3.1-6] [5.3.1-9] is asked about the new credential in a path, and told the one before', async () => {
    const { asked, authenticate } = service(mallory);
    const scene = await setScene({ authenticate });
    const before = nameOf(scene.people[0]!.keyPackage.leafNode);
    const renamed = (name: string) => ({
      changes: {
        updatePath: {
          leaf: (leaf: LeafNodeContent) => ({ ...leaf, credential: called(name) }),
        },
      },
    });
    await scene.refuses('MLS_CREDENTIAL_REFUSED', renamed(mallory), renamed('ada'));
    expect(asked).toContain(`${before} to mallory`);
    expect(asked).toContain(`${before} to ada`);
  });

  it('[5.3.1-9] is told whom an external joiner replaces', async () => {
    const { asked, authenticate } = service(mallory);
    const scene = await setScene({ authenticate });
    const before = nameOf(scene.people[1]!.keyPackage.leafNode);
    const again = await createPerson(scene.suite);
    await scene.takesJoin(again, { items: [removeItem(1)] });
    expect(asked).toContain(`${before} to ${nameOf(again.keyPackage.leafNode)}`);
  });

  it('[5.3.1-9] judges successors: one that it does not accept is refused', async () => {
    const scene = await setScene({ isSuccessor: () => false });
    const update = await makeProposal(scene.world, {
      ...(await makeUpdate(scene.world, 1, {
        leaf: (leaf) => ({ ...leaf, credential: called('somebody else') }),
      })),
      sender: 1,
    });
    await scene.rejects('MLS_CREDENTIAL_REFUSED', update.message);
    await scene.takes({});
  });

  it('[5.3.1-7] [5.3.1-8] is asked about external senders that are added, and that are changed', async () => {
    const { asked, authenticate } = service(mallory);
    const scene = await setScene({ authenticate });
    const sender = async (name: string) =>
      createPerson(scene.suite, { leaf: (leaf) => ({ ...leaf, credential: called(name) }) });
    const list = (...people: Parameters<typeof sendersExtension>[0]) =>
      extensionsItem([sendersExtension(people)]);
    const [good, other, bad] = [await sender('good'), await sender('other'), await sender(mallory)];
    await scene.refuses('MLS_CREDENTIAL_REFUSED', { items: [list(bad)] }, { items: [list(good)] });
    expect(asked).toContain('good');
    await scene.refuses('MLS_CREDENTIAL_REFUSED', { items: [list(good, bad)] });
    await scene.refuses('MLS_CREDENTIAL_REFUSED', { items: [list(bad)] }, { items: [list(other)] });
    expect(asked.some((name) => name.endsWith('other'))).toBe(true);
  });
});
