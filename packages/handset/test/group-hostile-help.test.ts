import type { GroupState } from '@sotto/mls';
import { labels, parseAside } from '@sotto/protocol';
import type { EpochsAside } from '@sotto/protocol';
import { expect, test } from 'vitest';
import { openContent } from '../src/conversation/envelope.ts';
import { encodeHelp, helpKey } from '../src/group/help.ts';
import { roomExtensions } from '../src/group/room-of.ts';
import { registerToken } from '../src/group/walk.ts';
import { inspect } from '../src/inspect.ts';
import { handsetLimits } from '../src/limits.ts';
import { lawless } from './evil-member.ts';
import { circle, roster, settled } from './group-circle.ts';
import type { Circle } from './group-circle.ts';
import { eventually } from './handset-fixture.ts';
import type { Person } from './handset-fixture.ts';
import { crypto } from './node-crypto.ts';

const keyOf = (state: GroupState): Promise<Uint8Array> =>
  lawless.exportSecret(state, labels.mlsEnvelopeKey, new Uint8Array(0), 32);

const seen = ({ context, secrets }: GroupState) => ({
  epoch: context.epoch,
  authenticator: secrets.epochAuthenticator.slice(),
});

/** A next epoch of the group that Eve alone knows; in it she is an admin, or nobody is who was none. */
async function copyOf({ evil, eve }: Circle, isRuled: boolean): Promise<GroupState> {
  const room = evil.room();
  const self = Uint8Array.fromHex(eve.handset.identity) as (typeof room.admins)[number];
  const admins = [...room.admins, self].toSorted((a, b) => (a.toHex() < b.toHex() ? -1 : 1));
  const extensions = roomExtensions(isRuled ? { ...room, admins } : { ...room, name: 'Copy' });
  const { accepted } = await lawless.commit(evil.state(), {
    proposals: [{ proposalType: 'group_context_extensions', extensions }],
    wireFormat: 'public_message',
    nowSeconds: Math.floor(Date.now() / 1_000),
  });
  return accepted.state;
}

/** What somebody asks when they hear that the group has gone on. */
async function question(
  { evil, relay }: Circle,
  who: Person,
  { key, since }: { readonly key: Uint8Array; readonly since: number },
) {
  const { device } = evil.leafOf(who);
  return eventually(async () => {
    for (const { body } of relay.posts.slice(since)) {
      const envelopeKey = { envelopeKey: key };
      const opened = await openContent(crypto, [envelopeKey], Uint8Array.fromHex(body));
      if (opened === undefined || opened.content === 'malformed') continue;
      if (opened.content.kind !== 'aside') continue;
      const aside = parseAside(opened.content.aside);
      if (aside.sender.toHex() !== device.toHex() || aside.body.kind !== 'epochs') continue;
      if (aside.body.help !== null) return { id: aside.id, help: aside.body.help };
    }
    return undefined;
  });
}

/** Eve says to somebody that the group has gone on from an epoch, and helps them into the copy when they ask. */
async function lead(
  made: Circle,
  who: Person,
  copy: GroupState,
  from: GroupState = made.evil.state(),
): Promise<void> {
  const { evil, relay } = made;
  const since = relay.posts.length;
  const recent: EpochsAside['recent'] = [seen(from), seen(copy)];
  const { mailbox } = evil.leafOf(made.eve);
  await evil.say(who, { kind: 'epochs', recent, help: null, mailbox });
  await eventually(() => relay.unacked() === 0);
  await who.handset.settled();
  who.clock.offsetMs += handsetLimits.claimBelievedMs;
  who.handset.nudge();
  const { id, help } = await question(made, who, { key: await keyOf(evil.state()), since });
  const encapsulated = (await crypto.xwing.encapsulate(help))!;
  const data = encodeHelp({
    groupInfo: {
      bytes: await lawless.groupInfo(copy, { ratchetTree: false, externalPub: true }),
    },
    tree: { bytes: lawless.ratchetTree(copy) },
    token: await registerToken({ mls: lawless }, copy, 0),
    envelopeKey: await keyOf(copy),
    registers: evil.room().registers,
    replaces: evil.leafOf(who).leafIndex,
    numbers: { devices: [], epochs: recent },
    links: [],
  });
  const key = await helpKey({ crypto }, encapsulated.sharedSecret, id);
  const box = { key, nonce: new Uint8Array(12), associatedData: id, data };
  const sealed = await crypto.aeadSeal('AES-256-GCM', box);
  const { ciphertext: kemOutput } = encapsulated;
  await evil.say(who, { kind: 'help', requestId: id, kemOutput, sealed });
  await eventually(() => relay.unacked() === 0);
}

test('help of a member who is no admin makes nobody an admin', async () => {
  const made = await circle();
  const { ada, ben, of } = made;
  const epoch = await settled(made, made.all);
  const before = await roster(made, ben);
  await lead(made, ben, await copyOf(made, true));
  for (let turn = 0; turn < 20; turn++) {
    await ben.handset.settled();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(await roster(made, ben)).toBe(before);
  expect(Number((await inspect(ben.handset, of(ben))).epoch)).toBe(epoch);
  expect((await ben.handset.status()).healing.rejoined).toBe(0);
  await ada.handset.changeGroup(of(ada), { name: 'Later' });
  expect(await settled(made, [ada, ben])).toBe(epoch + 1);
  await made.close();
});

test('help of a member leads where the same people rule as before', async () => {
  const made = await circle();
  const { ben, of } = made;
  const epoch = await settled(made, made.all);
  const before = await roster(made, ben);
  await lead(made, ben, await copyOf(made, false));
  await eventually(async () => Number((await inspect(ben.handset, of(ben))).epoch) === epoch + 2);
  expect(await roster(made, ben)).toBe(before);
  expect((await ben.handset.conversation(of(ben))).name).toBe('Copy');
  await made.close();
});

/** Another epoch behind this one, which Eve alone knows and which sorts before `rival`: to whoever is in that one, it is of the side that stays. */
async function rivalOf(state: GroupState, rival: GroupState): Promise<GroupState> {
  for (;;) {
    const { accepted } = await lawless.commit(state, {
      proposals: [],
      path: true,
      wireFormat: 'public_message',
      nowSeconds: Math.floor(Date.now() / 1_000),
    });
    const { epochAuthenticator } = accepted.state.secrets;
    if (epochAuthenticator.toHex() < rival.secrets.epochAuthenticator.toHex())
      return accepted.state;
  }
}

test('who was an admin once does not become one again by leading others to where they still were', async () => {
  const made = await circle({ eveIsAdmin: true });
  const { evil, ada, ben, eve, of } = made;
  await settled(made, made.all);
  await inspect(eve.handset, of(eve));
  const then = evil.state();
  const roles = [{ identity: eve.handset.identity, role: 'member' } as const];
  await ada.handset.changeGroup(of(ada), { roles });
  const epoch = await settled(made, made.all);
  await inspect(eve.handset, of(eve));
  const before = await roster(made, ben);
  await lead(made, ben, await rivalOf(then, evil.state()), then);
  for (let turn = 0; turn < 20; turn++) {
    await ben.handset.settled();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(await roster(made, ben)).toBe(before);
  expect(Number((await inspect(ben.handset, of(ben))).epoch)).toBe(epoch);
  await made.close();
});

test('help of a member leads also where somebody rules who did when the group split', async () => {
  const made = await circle();
  const { evil, ada, ben, eve, of } = made;
  const identity = ben.handset.identity;
  await ada.handset.changeGroup(of(ada), { roles: [{ identity, role: 'admin' }] });
  await settled(made, made.all);
  await inspect(eve.handset, of(eve));
  const then = evil.state();
  await ada.handset.changeGroup(of(ada), { roles: [{ identity, role: 'member' }] });
  const epoch = await settled(made, made.all);
  await inspect(eve.handset, of(eve));
  const rival = await rivalOf(then, evil.state());
  await lead(made, ada, rival, then);
  // Over there she takes the role again that she took on this side.
  await eventually(async () => Number((await inspect(ada.handset, of(ada))).epoch) === epoch + 2);
  expect((await ada.handset.status()).healing).toMatchObject({ rejoined: 1, forksHealed: 1 });
  expect(await roster(made, ada)).toContain(`${identity.slice(0, 8)} member`);
  await made.close();
});
