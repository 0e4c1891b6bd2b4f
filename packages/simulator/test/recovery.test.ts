import { describe, expect, test } from 'vitest';
import { backupOf, memoryFile, opened } from './backup-fixture.ts';
import { conversationOf, isDirect, pair } from './device-fixture.ts';
import { agree, say, texts } from './group-fixture.ts';

describe('a paper key', () => {
  test('finds the newest backup at the relay, opens it, and brings a person back who lost everything', async () => {
    const { net, relay, ada, ofAda, ofBen } = await pair();
    const key = await net.wait(ada.handset().makeRecoveryKey());
    expect(key.text).toMatch(/^([0-9A-Z]{4}-){7}[0-9A-Z]{4}$/);
    await net.wait(ada.handset().backup.make({ to: 'relay', paperKey: true }));
    await say(ofAda, 'one');
    await agree(net, [ofAda, ofBen], ['one']);
    await net.wait(ada.handset().backup.make({ to: 'relay', paperKey: true }));
    const { identity } = ada.handset();
    ada.crash();
    const phone = net.recoverDevice(ada, 'New phone', () => ({ code: key.qr }));
    await net.wait(phone.start());
    expect(phone.handset().identity).toBe(identity);
    const ofPhone = await conversationOf(net, phone, isDirect);
    expect(await texts(ofPhone)).toEqual(['one']);
    await say(ofPhone, 'two');
    await say(ofBen, 'three');
    await agree(net, [ofPhone, ofBen], ['one', 'two', 'three']);
    await net.until(async () => (await phone.handset().devices()).length === 3);
    const devices = await phone.handset().devices();
    expect(devices.map(({ role, revokedAtMs }) => [role, revokedAtMs === undefined])).toEqual([
      ['device', true],
      ['device', false],
      ['recovery', true],
    ]);
    expect(relay.url).toBe(key.relay);
    net.close();
  });

  test('brings a person back who came back before and lost that device as well, minutes later', async () => {
    const { net, ada, ofAda, ofBen } = await pair();
    await say(ofAda, 'one');
    await agree(net, [ofAda, ofBen], ['one']);
    const key = await net.wait(ada.handset().makeRecoveryKey());
    await net.wait(ada.handset().backup.make({ to: 'relay', paperKey: true }));
    const file = await net.wait(backupOf(ada));
    ada.crash();
    const phone = net.restoreDevice(ada, 'Phone', () => ({ from: file.read(), open: opened }));
    await net.wait(phone.start());
    const ofPhone = await conversationOf(net, phone, isDirect);
    await say(ofPhone, 'two');
    await agree(net, [ofPhone, ofBen], ['one', 'two']);
    await net.until(async () => (await phone.handset().devices()).length === 3);
    // The backup that brought it back is of a device that is in no conversation any more: there is another within minutes.
    const isOwn = async (): Promise<boolean> =>
      (await phone.handset().backup.keeping())?.isOwn === true;
    await net.until(isOwn, 300_000);
    phone.crash();
    await say(ofBen, 'three');
    const tablet = net.recoverDevice(ada, 'Tablet', () => ({ code: key.qr }));
    await net.wait(tablet.start());
    const ofTablet = await conversationOf(net, tablet, isDirect);
    await say(ofTablet, 'four');
    await net.until(async () => (await texts(ofBen)).includes('four'));
    await say(ofBen, 'five');
    await agree(net, [ofTablet, ofBen], ['one', 'two', 'three', 'four', 'five']);
    net.close();
  });

  test('opens a file that was made for it, typed in small letters without the relay', async () => {
    const { net, ada } = await pair();
    const key = await net.wait(ada.handset().makeRecoveryKey());
    const file = memoryFile();
    await net.wait(ada.handset().backup.make({ to: file, paperKey: true }));
    ada.crash();
    const typed = key.text.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o');
    const phone = net.recoverDevice(ada, 'Phone', () => ({ code: typed, from: file.read() }));
    await net.wait(phone.start());
    await conversationOf(net, phone, isDirect);
    net.close();
  });

  test('is one at a time, is revoked as a device is, and then vouches for nobody', async () => {
    const { net, ada } = await pair();
    const key = await net.wait(ada.handset().makeRecoveryKey());
    const again = net.wait(ada.handset().makeRecoveryKey());
    await expect(again).rejects.toMatchObject({ code: 'RECOVERY_KEY_EXISTS' });
    await net.wait(ada.handset().revokeDevice(key.device));
    const make = net.wait(ada.handset().backup.make({ to: 'relay', paperKey: true }));
    await expect(make).rejects.toMatchObject({ code: 'RECOVERY_KEY_ABSENT' });
    const other = await net.wait(ada.handset().makeRecoveryKey());
    expect(other.text).not.toBe(key.text);
    const file = memoryFile();
    await net.wait(ada.handset().backup.make({ to: file, paperKey: true }));
    const phone = net.recoverDevice(ada, 'Phone', () => ({ code: key.text, from: file.read() }));
    const starting = net.wait(phone.start());
    await expect(starting).rejects.toMatchObject({ code: 'BACKUP_PASSPHRASE_WRONG' });
    net.close();
  });

  test('of which nothing is noted at the relay says so, and one with a wrong letter is no key', async () => {
    const { net, ada } = await pair();
    const key = await net.wait(ada.handset().makeRecoveryKey());
    const lost = net.recoverDevice(ada, 'Phone', () => ({ code: key.qr }));
    await expect(net.wait(lost.start())).rejects.toMatchObject({ code: 'BACKUP_UNKNOWN' });
    const last = key.text.endsWith('Z') ? 'Y' : 'Z';
    const wrong = net.recoverDevice(ada, 'Other', () => ({ code: key.text.slice(0, -1) + last }));
    await expect(net.wait(wrong.start())).rejects.toMatchObject({
      code: 'RECOVERY_CODE_MALFORMED',
    });
    net.close();
  });
});
