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

/** What Ben asks when somebody says that the group has gone on. */
async function question({ evil, ben, relay }: Circle, key: Uint8Array, since: number) {
  const { device } = evil.leafOf(ben);
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

/** Eve says to Ben that the group has gone on, and helps him into the copy when he asks. */
async function lead(made: Circle, copy: GroupState): Promise<void> {
  const { evil, ben, relay } = made;
  const since = relay.posts.length;
  const recent: EpochsAside['recent'] = [seen(evil.state()), seen(copy)];
  const { mailbox } = evil.leafOf(made.eve);
  await evil.say(ben, { kind: 'epochs', recent, help: null, mailbox });
  await eventually(() => relay.unacked() === 0);
  await ben.handset.settled();
  ben.clock.offsetMs += handsetLimits.claimBelievedMs;
  ben.handset.nudge();
  const { id, help } = await question(made, await keyOf(evil.state()), since);
  const encapsulated = (await crypto.xwing.encapsulate(help))!;
  const data = encodeHelp({
    groupInfo: {
      bytes: await lawless.groupInfo(copy, { ratchetTree: false, externalPub: true }),
    },
    tree: { bytes: lawless.ratchetTree(copy) },
    token: await registerToken({ mls: lawless }, copy, 0),
    envelopeKey: await keyOf(copy),
    registers: evil.room().registers,
    replaces: evil.leafOf(ben).leafIndex,
    numbers: { devices: [], epochs: recent },
    links: [],
  });
  const key = await helpKey({ crypto }, encapsulated.sharedSecret, id);
  const box = { key, nonce: new Uint8Array(12), associatedData: id, data };
  const sealed = await crypto.aeadSeal('AES-256-GCM', box);
  const { ciphertext: kemOutput } = encapsulated;
  await evil.say(ben, { kind: 'help', requestId: id, kemOutput, sealed });
  await eventually(() => relay.unacked() === 0);
}

test('help of a member who is no admin makes nobody an admin', async () => {
  const made = await circle();
  const { ada, ben, of } = made;
  const epoch = await settled(made, made.all);
  const before = await roster(made, ben);
  await lead(made, await copyOf(made, true));
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
  await lead(made, await copyOf(made, false));
  await eventually(async () => Number((await inspect(ben.handset, of(ben))).epoch) === epoch + 2);
  expect(await roster(made, ben)).toBe(before);
  expect((await ben.handset.conversation(of(ben))).name).toBe('Copy');
  await made.close();
});
