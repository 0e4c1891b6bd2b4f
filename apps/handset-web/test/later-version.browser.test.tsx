/// <reference types="vite/client" />
import { webCrypto } from '@sotto/crypto-web';
import { openVault } from '@sotto/handset';
import { websocketLink } from '@sotto/link-websocket';
import { canvasPictures } from '@sotto/pictures-canvas';
import { indexeddbRecords } from '@sotto/records-indexeddb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { vault } from '../src/session/held-vault.ts';
import { phase } from '../src/session/session.ts';
import { tError } from '../src/strings/language.ts';
import { clear, desk, expectClean, phone } from './fake/on-screen.ts';
import { livedIn } from './fake/scene.ts';
import { show } from './fake/show.tsx';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const headerKey = utf8('sotto vault');
/** As a later version may begin a vault. */
const header = new Uint8Array(900).fill(7);
header.set(utf8('SOTTOVLT\u0005'));

let name = '';
const store = () => indexeddbRecords({ name }).create({});

beforeEach(async () => {
  name = crypto.randomUUID();
  const records = await store();
  await records.write([{ put: headerKey, value: header }]);
  await records.close();
  const plugins = [webCrypto(), indexeddbRecords({ name }), websocketLink(), canvasPictures()];
  vault.value = await openVault({ plugins });
});

afterEach(async () => {
  await clear();
  await vault.value?.close();
  vault.value = undefined;
});

test.for([
  ['en', phone, 'Passphrase', 'Unlock'],
  ['ar', desk, 'عبارة المرور', 'فتح القفل'],
] as const)(
  'a handset of a later version is refused with a sentence, and left as it was: %s',
  async ([language, size, field, button]) => {
    await page.viewport(size[0], size[1]);
    await show(await livedIn(), { language });
    phase.value = 'locked';
    await page.getByLabelText(field).fill('four random words');
    await page.getByRole('button', { name: button }).click();
    await expect.element(page.getByText(tError('VAULT_NEWER'))).toBeVisible();
    await expectClean('the refusal');
    await vault.value?.close();
    const records = await store();
    expect(await records.get(headerKey)).toEqual(header);
    await records.close();
  },
);
