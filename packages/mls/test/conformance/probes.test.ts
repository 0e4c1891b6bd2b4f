import { describe, expect, it } from 'vitest';
import { makeExternalCommit } from '../evil/external.ts';
import { addItem, removeItem } from '../evil/items.ts';
import { bytesWithin, remembers } from '../evil/memory.ts';
import { createPerson, newHpkeKey } from '../evil/person.ts';
import { peerFollows, peerProcesses, setPeerScene } from '../evil/peer-scene.ts';
import { makeApplication, makeProposal } from '../evil/proposal.ts';
import { setScene } from '../evil/scene.ts';
import { consumedSecrets } from '../evil/secret-tree.ts';
import { filteredPathOf } from '../evil/tree.ts';

/**
 * The evidence of docs/decisions/mls-engine.md. Each probe runs against our engine, and against `ts-mls` 1.6.4 to show the
 * difference. When a release of it mends one, the half that is about it fails: then the page is due.
 */

describe('a skipped generation', () => {
  it('keeps its key and nonce only; in ts-mls the secret of the ratchet, from which used keys follow again', async () => {
    const ours = await setScene();
    const word = new TextEncoder().encode('a word');
    const third = { changes: { sealed: { generation: 3 } } };
    await ours.receives(await makeApplication(ours.world, 0, word, third));
    const consumed = (await consumedSecrets(ours.world, 0, 'application', 3)).slice(-4);
    for (const secret of consumed) expect(remembers(ours.victim, secret)).toBe(false);

    const theirs = await setPeerScene();
    await theirs.peer.process(await makeApplication(theirs.world, 0, word, third));
    const kept = (await consumedSecrets(theirs.world, 0, 'application', 3)).slice(-4);
    const memory = new Set(bytesWithin(theirs.peer.state).map((bytes) => bytes.toHex()));
    // Of generation 0, 1 and 2: the key of generation 3, which was used, follows from each of them.
    expect(kept.map((secret) => memory.has(secret.toHex()))).toEqual([true, true, true, false]);
  });
});

describe('a path whose keys do not follow from its secrets', () => {
  it('is refused; ts-mls takes it', async () => {
    const ours = await setScene();
    const top = filteredPathOf(ours.world.tree, 0).length - 1;
    const strange = async (suite: typeof ours.suite) => {
      const privateKey = await newHpkeKey(suite);
      return { privateKey, publicKey: await suite.publicKey(privateKey) };
    };
    const pair = await strange(ours.suite);
    const wrong = {
      changes: {
        updatePath: {
          nodeKey: <T>(height: number, derived: T) => (height === top ? (pair as T) : derived),
        },
      },
    };
    await ours.refuses('MLS_PATH_KEY_MISMATCH', wrong, {});
    expect(await peerFollows(await setPeerScene(), wrong)).toBe('followed');
  });
});

describe('a length that is longer than it needs to be', () => {
  it('is refused; ts-mls takes it', async () => {
    const padded = (message: Uint8Array) => {
      expect(message[4]).toBe(16);
      return Uint8Array.of(...message.subarray(0, 4), 0x40, 16, ...message.subarray(5));
    };
    const ours = await setScene();
    const made = await makeProposal(ours.world, { ...removeItem(2), sender: 1 });
    await ours.rejects('MLS_LENGTH_NOT_MINIMAL', padded(made.message));
    await ours.receives(made.message);

    const theirs = await setPeerScene();
    const sent = await makeProposal(theirs.world, { ...removeItem(2), sender: 1 });
    await theirs.peer.process(padded(sent.message));
    expect(Object.keys(theirs.peer.state.unappliedProposals)).toHaveLength(1);
  });
});

describe('two members with one HPKE key', () => {
  it('are refused; ts-mls takes them', async () => {
    const ours = await setScene();
    const twin = await createPerson(ours.suite, { leafKey: ours.people[1]!.leafKey });
    await ours.refuses('MLS_ENCRYPTION_KEY_TWICE', { items: [addItem(twin)] }, {});

    const theirs = await setPeerScene();
    const { leafNode } = theirs.people[1]!.keyPackage;
    const other = await createPerson(ours.suite, {
      leafKey: theirs.people[1]!.leafKey,
      leaf: (leaf) => ({ ...leaf, capabilities: leafNode.capabilities, source: leafNode.source }),
    });
    expect(await peerFollows(theirs, { items: [addItem(other)] })).toBe('followed');
  });
});

describe('the commit secret of a tree with a blank half', () => {
  it('is one step beyond the last path secret; ts-mls goes on to the root and loses the group', async () => {
    const emptied = { committer: 2, items: [removeItem(0), removeItem(1)] };
    const ours = await setScene();
    await ours.takes(emptied);
    await ours.takes({ committer: 2 });

    const theirs = await setPeerScene();
    expect(await peerFollows(theirs, emptied)).toBe('refused');
    // It is the blank half, and nothing else: a Remove that leaves somebody there it follows.
    const other = await setPeerScene();
    expect(await peerFollows(other, { committer: 2, items: [removeItem(0)] })).toBe('followed');
  });
});

describe('a Remove without a path', () => {
  it('is refused, and not made', async () => {
    const ours = await setScene();
    const items = [removeItem(1)];
    await ours.refuses('MLS_COMMIT_PATH_MISSING', { items, path: false });
    const made = await ours.victim.commit({ proposals: items.map(({ proposal }) => proposal) });
    expect(made.commit.path).toBeDefined();
    await ours.takes({ items });
    expect(await peerFollows(await setPeerScene(), { items, path: false })).toBe('refused');
  });
});

describe('an external joiner who evicts somebody else', () => {
  it('is refused; ts-mls lets it in', async () => {
    const isSuccessor = () => false;
    const ours = await setScene({ isSuccessor });
    const stranger = await createPerson(ours.suite);
    await ours.refusesJoin('MLS_CREDENTIAL_REFUSED', stranger, { items: [removeItem(1)] }, {});

    const theirs = await setPeerScene();
    const { leafNode } = theirs.people[1]!.keyPackage;
    const other = await createPerson(ours.suite, {
      leaf: (leaf) => ({ ...leaf, capabilities: leafNode.capabilities, source: leafNode.source }),
    });
    const made = await makeExternalCommit(theirs.world, other, { items: [removeItem(1)] });
    expect(await peerProcesses(theirs, made)).toBe('followed');
  });
});
