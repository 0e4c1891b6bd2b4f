import type { IdentityHash, MailboxAddress, RelayUrl } from '@sotto/core';
import { encodeCommitNote, parseCommitNote, protocolLimits } from '@sotto/protocol';
import type { LeafMailbox } from '@sotto/protocol';
import { describe, expect, test } from 'vitest';
import type { Leaf, Leaves } from '../src/group/leaves.ts';
import { revokedHere } from '../src/group/revoked.ts';
import { addLink, founder, newKey, revokeLink } from './device-fixture.ts';
import type { Founder, Key } from './device-fixture.ts';
import { crypto } from './mls-fixture.ts';

const mailbox: LeafMailbox = {
  address: crypto.random(32) as MailboxAddress,
  relays: ['https://relay.example' as RelayUrl],
};

/** A group of these devices, in leaves 0, 1, … */
function groupOf(...all: readonly (readonly [of: Founder, device: Key])[]): Leaves {
  const leaves = all.map(([{ self }, { key }], leafIndex): Leaf => {
    const identity: IdentityHash = self.identity;
    return { leafIndex, identity, device: key, mailbox };
  });
  const same = (a: Uint8Array, b: Uint8Array): boolean => a.toHex() === b.toHex();
  return {
    all: leaves,
    at: (leafIndex) => leaves[leafIndex],
    ofDevice: (device) => leaves.find((leaf) => same(leaf.device, device)),
    ofIdentity: (identity) => leaves.filter((leaf) => same(leaf.identity, identity)),
    identities: () => leaves.map(({ identity }) => identity),
  };
}

/** Ada with a phone, a tablet and a laptop, added in this order by the one before; and Ben. */
async function people() {
  const [phone, ben] = [await founder(), await founder()];
  const [tablet, laptop] = [await newKey(), await newKey()];
  const chain = [phone.first];
  chain.push(await addLink(phone, tablet, chain));
  chain.push(await addLink(tablet, laptop, chain));
  const all = groupOf([ben, ben], [phone, phone], [phone, tablet], [phone, laptop]);
  const [ofBen, ofPhone, ofTablet, ofLaptop] = all.all as [Leaf, Leaf, Leaf, Leaf];
  return { phone, tablet, laptop, ben, chain, all, ofBen, ofPhone, ofTablet, ofLaptop };
}

/** Which of the group may be taken out by these links, where the commit removes `removed`. */
async function named(
  all: Leaves,
  links: readonly Uint8Array[],
  ...removed: readonly Leaf[]
): Promise<readonly number[]> {
  const indices = removed.map(({ leafIndex }) => leafIndex);
  const revoked = await revokedHere(crypto, all, links, indices);
  return all.all.filter((leaf) => revoked?.has(leaf) === true).map(({ leafIndex }) => leafIndex);
}

describe('a chain in the note of a commit', () => {
  test('lets anybody take out the device that it revokes, and no other', async () => {
    const { all, chain, phone, tablet, ofTablet } = await people();
    const links = [...chain, await revokeLink(phone, tablet, chain)];
    expect(await named(all, links, ofTablet)).toEqual([2]);
    expect(await named(all, chain, ofTablet)).toEqual([]);
  });

  test('says nothing when it is cut, in another order, of another person, or signed by somebody else', async () => {
    const { all, chain, phone, tablet, ben, ofTablet } = await people();
    const revoke = await revokeLink(phone, tablet, chain);
    const lies = [
      [revoke],
      [...chain.slice(0, 2), revoke],
      [...chain.toReversed(), revoke],
      [ben.first, ...chain.slice(1), revoke],
      [...chain, revoke.with(revoke.length - 1, revoke.at(-1)! ^ 1)],
      [...chain, await revokeLink({ ...phone, seed: ben.seed }, tablet, chain)],
      [...chain, await revokeLink(ben, tablet, chain)],
      [...chain, revoke, await revokeLink(tablet, phone, [...chain, revoke])],
    ];
    for (const links of lies) expect(await named(all, links, ofTablet)).toEqual([]);
    const ofOthers = [ben.first, await addLink(ben, await newKey(), [ben.first])];
    ofOthers.push(await revokeLink(ben, tablet, ofOthers));
    expect(await named(all, ofOthers, ofTablet)).toEqual([]);
  });

  test('is not believed from a device that is out: it could make one of its own, and have a friend of it say so', async () => {
    const { all, chain, phone, tablet, ben, ofPhone, laptop } = await people();
    const forked = [...chain, await revokeLink(tablet, phone, chain)];
    // As long as the tablet is in the group it could do so itself.
    expect(await named(all, forked, ofPhone)).toEqual([1]);
    const without = groupOf([ben, ben], [phone, phone], [phone, laptop]);
    expect(await named(without, forked, ofPhone)).toEqual([]);
  });

  test('is not believed from a device that goes by the same commit, or is no more by the same chain', async () => {
    const { all, chain, phone, tablet, laptop, ofPhone, ofTablet } = await people();
    const links = [...chain, await revokeLink(phone, tablet, chain)];
    expect(await named(all, links, ofTablet, ofPhone)).toEqual([]);
    // A person is never out altogether: who says so stays.
    const both = [...links, await revokeLink(laptop, phone, links)];
    expect(await named(all, both, ofTablet, ofPhone)).toEqual([1, 2]);
    const { ben } = await people();
    const alone = groupOf([ben, ben], [phone, phone], [phone, tablet]);
    expect(await named(alone, both, ofTablet, ofPhone)).toEqual([]);
  });

  test('is believed when a device that is here went on with it, whoever of theirs revoked the other one', async () => {
    const { chain, phone, tablet, laptop, ben } = await people();
    const links = [...chain, await revokeLink(phone, tablet, chain)];
    const here = groupOf([ben, ben], [phone, laptop], [phone, tablet]);
    const [, , ofTablet] = here.all as [Leaf, Leaf, Leaf];
    // The phone is not in this group, and nobody here has said more.
    expect(await named(here, links, ofTablet)).toEqual([]);
    const more = [...links, await addLink(laptop, await newKey(), links)];
    expect(await named(here, more, ofTablet)).toEqual([2]);
  });

  test('may be as long as a chain can be', async () => {
    const { phone } = await people();
    const links = [phone.first];
    while (links.length < protocolLimits.maxDeviceChainLinks)
      links.push(await addLink(phone, await newKey(), links));
    const note = { leaves: [], clock: { physicalMs: 1, counter: 0 }, revoked: links };
    expect(parseCommitNote(encodeCommitNote(note))).toEqual(note);
    const longer = { ...note, revoked: [...links, await addLink(phone, await newKey(), links)] };
    expect(() => encodeCommitNote(longer)).toThrow('not valid');
  });
});
