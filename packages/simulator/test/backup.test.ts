import type { DeviceId, MessageId } from '@sotto/handset';
import type { NetworkWatch, SimulatedHandset } from '../src/index.ts';
import { describe, expect, test } from 'vitest';
import { backupOf, opened } from './backup-fixture.ts';
import { conversationOf, isDirect, isNotes, pair } from './device-fixture.ts';
import { agree, circle, converge, events, groupOf, history, say, texts } from './group-fixture.ts';
import type { Person } from './group-fixture.ts';

describe('a backup that is restored after everything was lost', () => {
  test('brings a person back into conversations of two, in both directions, as a new device', async () => {
    const { net, ada, ben, ofAda, ofBen } = await pair();
    await say(ofAda, 'one');
    await say(ofBen, 'two');
    await agree(net, [ofAda, ofBen], ['one', 'two']);
    await ada.handset().rename(ben.handset().identity, 'Benjamin');
    const notes = await ada.handset().notes();
    await say({ who: ada, id: notes.id }, 'a note');
    await net.advance(5_000);
    const before = await texts(ofAda);
    const file = await net.wait(backupOf(ada));
    const { identity } = ada.handset();
    ada.crash();

    await say(ofBen, 'where are you?');
    const phone = net.restoreDevice(ada, 'New phone', () => ({ from: file.read(), open: opened }));
    await net.wait(phone.start());
    expect(phone.handset().identity).toBe(identity);
    const ofPhone = await conversationOf(net, phone, isDirect);
    expect(await texts(ofPhone)).toEqual(before);
    expect((await phone.handset().contacts())[0]).toMatchObject({ name: 'Benjamin' });
    const ofNotes = await conversationOf(net, phone, isNotes);
    expect(await texts(ofNotes)).toEqual(['a note']);

    await say(ofPhone, 'here, with a new phone');
    await agree(net, [ofPhone, ofBen], ['one', 'two', 'where are you?', 'here, with a new phone']);
    await say(ofBen, 'good');
    await converge(net, [ofPhone, ofBen]);
    await net.until(async () => (await phone.handset().devices()).length === 2);
    const devices = await phone.handset().devices();
    expect(
      devices.map(({ name, isThis, revokedAtMs }) => [name, isThis, revokedAtMs !== undefined]),
    ).toEqual([
      ['New phone', true, false],
      ['', false, true],
    ]);
    net.close();
  });

  test('brings a person back into groups that have gone on since, with what was said meanwhile', async () => {
    const { net, people } = await circle({ names: ['Ada', 'Ben', 'Cleo'], unsafeModels: true });
    const [ofAda, ofBen, ofCleo] = people as [Person, Person, Person];
    await say(ofAda, 'before');
    await agree(net, people, ['before']);
    const file = await net.wait(backupOf(ofAda.who));
    ofAda.who.crash();
    await ofBen.who.handset().changeGroup(ofBen.id, { pin: await pinOf(ofBen) });
    await converge(net, [ofBen, ofCleo]);
    await say(ofBen, 'while you were away');
    await say(ofCleo, 'and I');
    await agree(net, [ofBen, ofCleo], ['before', 'while you were away', 'and I']);

    const phone = net.restoreDevice(ofAda.who, 'New phone', () => ({
      from: file.read(),
      open: opened,
    }));
    await net.wait(phone.start());
    const ofPhone = { who: phone, id: await groupOf(net, phone, 'Circle') };
    await say(ofPhone, 'back');
    const all = [ofPhone, ofBen, ofCleo];
    await agree(net, all, ['before', 'while you were away', 'and I', 'back']);
    await say(ofCleo, 'welcome');
    await agree(net, all, ['before', 'while you were away', 'and I', 'back', 'welcome']);
    await converge(net, all);
    expect(await events(ofBen)).toContain('device');
    net.close();
  });

  test('has what others said to the lost device since, although that one had taken it', async () => {
    const { net, ada, ofAda, ofBen } = await pair();
    await say(ofBen, 'one');
    await agree(net, [ofAda, ofBen], ['one']);
    const file = await net.wait(backupOf(ada));
    const since = ['two', 'three', 'four'];
    for (const text of since) await say(ofBen, text);
    await agree(net, [ofAda, ofBen], ['one', ...since]);
    await net.advance(600_000);
    ada.crash();
    const phone = net.restoreDevice(ada, 'New phone', () => ({ from: file.read(), open: opened }));
    await net.wait(phone.start());
    const ofPhone = await conversationOf(net, phone, isDirect);
    await agree(net, [ofPhone, ofBen], ['one', ...since]);
    expect((await phone.handset().status()).healing).toMatchObject({ missing: 0, lost: 0 });
    net.close();
  });

  test('has no word of what only the lost device said since, and does not ask for ever', async () => {
    const { net, ada, ofAda, ofBen } = await pair();
    const file = await net.wait(backupOf(ada));
    await say(ofAda, 'after the backup');
    await agree(net, [ofAda, ofBen], ['after the backup']);
    ada.crash();
    const phone = net.restoreDevice(ada, 'New phone', () => ({ from: file.read(), open: opened }));
    await net.wait(phone.start());
    const ofPhone = await conversationOf(net, phone, isDirect);
    await say(ofPhone, 'new');
    await net.until(async () => (await texts(ofBen)).includes('new'));
    expect(await texts(ofPhone)).toEqual(['new']);
    net.close();
  });

  test('takes the place of the old device where that one still lives: it is out, and uses no key any more', async () => {
    const { net, ada, ofAda, ofBen } = await pair();
    await say(ofAda, 'one');
    await agree(net, [ofAda, ofBen], ['one']);
    const file = await net.wait(backupOf(ada));
    const phone = net.restoreDevice(ada, 'New phone', () => ({ from: file.read(), open: opened }));
    await net.wait(phone.start());
    const ofPhone = await conversationOf(net, phone, isDirect);
    await say(ofPhone, 'two');
    await agree(net, [ofPhone, ofBen], ['one', 'two']);
    await net.until(async () => (await ada.handset().conversation(ofAda.id)).state === 'removed');
    await expect(say(ofAda, 'from the old one')).rejects.toMatchObject({
      code: 'CONVERSATION_OVER',
    });
    await say(ofBen, 'three');
    await agree(net, [ofPhone, ofBen], ['one', 'two', 'three']);
    net.close();
  });

  test('uses no key and nonce twice, with the old device alive and both of them talking', async () => {
    const used = new Map<string, string>();
    const twice: string[] = [];
    const sealed: NetworkWatch['sealed'] = (who, algorithm, { key, nonce }, ciphertext) => {
      const name = `${algorithm} ${key.toHex()} ${nonce.toHex()}`;
      const before = used.get(name);
      // The same bytes once more say nothing new.
      if (before !== undefined && before !== ciphertext.toHex()) twice.push(`${who} ${name}`);
      used.set(name, ciphertext.toHex());
    };
    const { net, ada, ofAda, ofBen } = await pair(3, { watch: { sealed } });
    await say(ofAda, 'one');
    await agree(net, [ofAda, ofBen], ['one']);
    const file = await net.wait(backupOf(ada));
    for (const text of ['two', 'three']) await say(ofAda, text);
    const phone = net.restoreDevice(ada, 'New phone', () => ({ from: file.read(), open: opened }));
    await net.wait(phone.start());
    const ofPhone = await conversationOf(net, phone, isDirect);
    for (const text of ['four', 'five']) await say(ofPhone, text);
    await net.until(async () => (await texts(ofBen)).includes('five'));
    await net.advance(600_000);
    expect(used.size).toBeGreaterThan(20);
    expect(twice).toEqual([]);
    net.close();
  });

  test('brings a device back to others of the same person, who go on with it', async () => {
    const { net, ada, ofAda, ofBen } = await pair();
    const tablet = await net.addDevice(ada, 'Tablet');
    const ofTablet = await conversationOf(net, tablet, isDirect);
    await say(ofTablet, 'one');
    await agree(net, [ofAda, ofTablet, ofBen], ['one']);
    await net.advance(120_000);
    const file = await net.wait(backupOf(ada));
    ada.crash();
    await say(ofTablet, 'two');
    await agree(net, [ofTablet, ofBen], ['one', 'two']);
    const phone = net.restoreDevice(ada, 'New phone', () => ({ from: file.read(), open: opened }));
    await net.wait(phone.start());
    const ofPhone = await conversationOf(net, phone, isDirect);
    await say(ofPhone, 'three');
    await agree(net, [ofPhone, ofTablet, ofBen], ['one', 'two', 'three']);
    const inUse = async (): Promise<readonly string[]> => {
      const devices = await tablet.handset().devices();
      const inUse = devices.filter((each) => each.revokedAtMs === undefined);
      return inUse.map(({ name, isThis }) => (isThis ? 'this' : name));
    };
    await net.until(async () => (await inUse()).length === 2);
    expect((await inUse()).toSorted()).toEqual(['New phone', 'this']);
    await converge(net, [ofPhone, ofTablet, ofBen]);
    net.close();
  });

  test('finds the end of a chain that has gone on since: nobody sees two chains', async () => {
    const { net, ada, ofAda, ofBen } = await pair();
    const file = await net.wait(backupOf(ada));
    const tablet = await net.addDevice(ada, 'Tablet');
    await conversationOf(net, tablet, isDirect);
    await net.advance(120_000);
    await net.wait(ada.handset().revokeDevice(await idOfDevice(ada, 'Tablet')));
    await net.advance(120_000);
    await say(ofAda, 'one');
    await net.until(async () => (await texts(ofBen)).length === 1);
    const verified = (await ofBen.who.handset().contacts())[0]?.verified;
    ada.crash();
    const phone = net.restoreDevice(ada, 'New phone', () => ({ from: file.read(), open: opened }));
    await net.wait(phone.start());
    const ofPhone = await conversationOf(net, phone, isDirect);
    await say(ofPhone, 'two');
    await net.until(async () => (await texts(ofBen)).includes('two'));
    await net.until(async () => (await phone.handset().devices()).length === 3);
    await net.advance(300_000);
    expect((await ofBen.who.handset().contacts())[0]?.verified).toBe(verified);
    const devices = await phone.handset().devices();
    expect(devices.map(({ revokedAtMs }) => revokedAtMs === undefined)).toEqual([
      true,
      false,
      false,
    ]);
    net.close();
  });
});

async function pinOf(
  person: Person,
): Promise<{ readonly message: MessageId; readonly pinned: boolean }> {
  const shown = (await history(person)).find(({ body }) => body.kind === 'text');
  return { message: shown!.id, pinned: true };
}

async function idOfDevice(who: SimulatedHandset, name: string): Promise<DeviceId> {
  return (await who.handset().devices()).find((each) => each.name === name)!.id;
}
