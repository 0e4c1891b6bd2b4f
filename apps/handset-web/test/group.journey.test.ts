import { takePhotograph } from '@sotto/photograph';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  backToList,
  befriend,
  bubble,
  choose,
  makeHandset,
  openConversation,
  rowOf,
  unlock,
  write,
} from './journey/acts.ts';
import type { Servers } from './journey/servers.ts';
import { startServers } from './journey/servers.ts';
import type { Person } from './journey/window.ts';
import { expectAccessible, launchChromium, newPerson } from './journey/window.ts';

let servers: Servers;
let browser: Browser;
let ada: Person;
let ben: Person;
let carla: Person;

beforeAll(async () => {
  servers = await startServers();
  browser = await launchChromium();
  const made: Person[] = [];
  for (const name of ['Ada', 'Ben', 'Carla']) {
    const person = await newPerson(browser, servers.url);
    await person.page.goto(servers.url);
    await makeHandset(person, name);
    await person.page.getByRole('button', { name: 'Add contact' }).first().waitFor();
    made.push(person);
  }
  [ada, ben, carla] = made as [Person, Person, Person];
  await befriend(ada, ben, ['Ada', 'Ben']);
  await befriend(ada, carla, ['Ada', 'Carla']);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await servers?.end();
});

test('three people talk in a group that one of them made', async () => {
  const { page } = ada;
  await backToList(page);
  await page.getByRole('button', { name: 'New', exact: true }).click();
  await page.getByRole('button', { name: /^New group/ }).click();
  await page.getByRole('textbox', { name: 'Name of the group' }).fill('Picnic');
  await page.getByRole('checkbox', { name: 'Ben' }).check();
  await page.getByRole('checkbox', { name: 'Carla' }).check();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Make group' }).click();
  await write(page, 'Picnic', 'Who brings the bread?');
  for (const { page: other } of [ben, carla]) {
    await openConversation(other, 'Picnic');
    await bubble(other, 'Who brings the bread?').waitFor();
    await other.locator('.sender', { hasText: 'Ada' }).waitFor();
  }
  await write(ben.page, 'Picnic', 'I do');
  for (const { page: other } of [ada, carla]) {
    await bubble(other, 'I do').waitFor();
    await other.locator('.sender', { hasText: 'Ben' }).waitFor();
  }
  await page.getByText('3 members').waitFor();
  await page.locator('.bubble.mine .state.read').waitFor();
  await expectAccessible(page);
});

test('an answer carries what it answers, and the quote leads there', async () => {
  await choose(carla.page, 'Who brings the bread?', 'Reply');
  await write(carla.page, 'Picnic', 'And I bring cheese');
  const quote = bubble(ada.page, 'And I bring cheese').locator('.quote');
  await quote.filter({ hasText: 'Who brings the bread?' }).click();
  await ada.page.locator('.bubble.found', { hasText: 'Who brings the bread?' }).waitFor();
  await expectAccessible(ada.page);
});

test('reactions of several people are counted, and taken back', async () => {
  await choose(ben.page, 'And I bring cheese', 'React with 👍');
  await choose(ada.page, 'And I bring cheese', 'React with 👍');
  const chip = bubble(carla.page, 'And I bring cheese').locator('.chip');
  await chip.filter({ hasText: '2' }).waitFor();
  await bubble(ada.page, 'And I bring cheese').locator('.chip.mine').click();
  await chip.filter({ hasText: /^👍from Ben$/u }).waitFor();
});

test('a changed text is changed for everybody, who can see what it said before', async () => {
  const field = ben.page.getByRole('textbox', { name: 'Message to Picnic' });
  await field.focus();
  await field.press('ArrowUp');
  await field.fill('I do, two loaves');
  await field.press('Enter');
  await bubble(ada.page, 'I do, two loaves').getByText('edited').waitFor();
  await choose(ada.page, 'I do, two loaves', 'Details');
  await ada.page.getByRole('heading', { name: 'Earlier versions' }).waitFor();
  await ada.page.locator('.version', { hasText: /^I do$/ }).waitFor();
  await expectAccessible(ada.page);
  await ada.page.getByRole('button', { name: 'Back', exact: true }).click();
});

test('what is deleted for everyone is gone everywhere, and can be taken back for a moment', async () => {
  await write(carla.page, 'Picnic', 'This was a mistake');
  await bubble(ada.page, 'This was a mistake').waitFor();
  await choose(carla.page, 'This was a mistake', 'Delete', 'Delete for everyone');
  await carla.page.getByRole('button', { name: 'Undo' }).click();
  await bubble(carla.page, 'This was a mistake').waitFor();
  await choose(carla.page, 'This was a mistake', 'Delete', 'Delete for everyone');
  await bubble(ada.page, 'Carla deleted this message').waitFor();
  await bubble(carla.page, 'You deleted this message').waitFor();
  expect(await ada.page.locator('body').innerText()).not.toContain('This was a mistake');
});

test('who is mentioned is told so in the list', async () => {
  await backToList(ben.page);
  const field = ada.page.getByRole('textbox', { name: 'Message to Picnic' });
  await field.pressSequentially('Butter too, @Be');
  await ada.page.getByRole('option', { name: 'Ben' }).waitFor();
  await expectAccessible(ada.page);
  await field.press('Enter');
  await field.press('Enter');
  await ben.page.getByText('1 message mentions you').waitFor({ state: 'attached' });
  await openConversation(ben.page, 'Picnic');
  await ben.page.locator('.bubble.mentions', { hasText: '@Ben' }).waitFor();
});

test('several pictures come as one message, with their words, and are turned like pages', async () => {
  const buffers = await Promise.all(
    [3, 4, 5].map(async (seed) =>
      Buffer.from(await takePhotograph({ seed, width: 640, height: 480 })),
    ),
  );
  await ada.page
    .locator('.composer input[type=file]')
    .setInputFiles(
      buffers.map((buffer, index) => ({ name: `${index}.jpg`, mimeType: 'image/jpeg', buffer })),
    );
  await ada.page.getByRole('textbox', { name: 'Caption of picture 1 of 3' }).fill('The meadow');
  await expectAccessible(ada.page);
  await ada.page.getByRole('button', { name: 'Send 3 pictures' }).click();
  await ben.page
    .getByRole('button', { name: 'Open picture 1 of 3: The meadow' })
    .click({ timeout: 30_000 });
  await ben.page.getByRole('img', { name: 'The meadow' }).waitFor();
  await ben.page.getByRole('button', { name: 'Next picture' }).click();
  await ben.page.getByRole('heading', { name: 'Picture 2 of 3' }).waitFor();
  await ben.page.locator('.viewer img').waitFor();
  await expectAccessible(ben.page);
  await ben.page.keyboard.press('Escape');
});

test('a poll is asked, answered in its own frame, and counted for everybody', async () => {
  await ada.page.getByRole('button', { name: 'Add to the message' }).click();
  await ada.page.getByRole('button', { name: 'Poll' }).click();
  await ada.page.getByRole('textbox', { name: 'Question' }).fill('River or lake?');
  await ada.page.getByRole('textbox', { name: 'Choice 1' }).fill('River');
  await ada.page.getByRole('textbox', { name: 'Choice 2' }).fill('Lake');
  await expectAccessible(ada.page);
  await ada.page.getByRole('button', { name: 'Send poll' }).click();
  const poll = ben.page.frameLocator('.bubble iframe').frameLocator('iframe');
  await poll.getByRole('radio', { name: /Lake/ }).check();
  await poll.getByRole('button', { name: 'Vote' }).click();
  await carla.page
    .frameLocator('.bubble iframe')
    .frameLocator('iframe')
    .getByText('People who voted: 1')
    .waitFor();
});

test('words are found wherever they were said, and a tap goes there', async () => {
  await backToList(carla.page);
  await carla.page.getByRole('searchbox', { name: 'Search messages' }).fill('loav');
  await carla.page.locator('mark', { hasText: 'loav' }).waitFor();
  await expectAccessible(carla.page);
  await carla.page.locator('.results .row-button').first().click();
  await carla.page.locator('.bubble.found', { hasText: 'two loaves' }).waitFor();
});

test('a message is pinned for everybody, and the bar leads to it', async () => {
  await choose(ben.page, 'Who brings the bread?', 'Pin for everybody');
  await ada.page.locator('.pinned', { hasText: 'Who brings the bread?' }).click();
  await ada.page.locator('.bubble.found', { hasText: 'Who brings the bread?' }).waitFor();
  await expectAccessible(ada.page);
});

test('messages that disappear say so to everybody before they are written', async () => {
  await ada.page.getByRole('button', { name: 'About the group Picnic' }).click();
  await ada.page.getByLabel('New messages disappear').selectOption('3600');
  await expectAccessible(ada.page);
  await ada.page.getByRole('button', { name: 'Back', exact: true }).click();
  await carla.page.getByText('New messages disappear 1 hour after reading').waitFor();
  await write(carla.page, 'Picnic', 'Only for now');
  await bubble(ada.page, 'Only for now')
    .locator('.mark', { hasText: /Disappears/ })
    .waitFor();
});

test('somebody who is away is added, and finds the group when they come back', async () => {
  await carla.page.goto('about:blank');
  await backToList(ada.page);
  await ada.page.getByRole('button', { name: 'New', exact: true }).click();
  await ada.page.getByRole('button', { name: /^New group/ }).click();
  await ada.page.getByRole('textbox', { name: 'Name of the group' }).fill('Surprise');
  await ada.page.getByRole('checkbox', { name: 'Carla' }).check();
  await ada.page.getByRole('button', { name: 'Make group' }).click();
  await write(ada.page, 'Surprise', 'Do not tell Ben');
  await ada.page.locator('.event', { hasText: /You added .?Carla/ }).waitFor();
  await carla.page.goto(servers.url);
  await unlock(carla, 'Carla');
  await openConversation(carla.page, 'Surprise');
  await bubble(carla.page, 'Do not tell Ben').waitFor();
});

test('what was begun is still there after the window was closed, and so are the notes to oneself', async () => {
  await openConversation(ben.page, 'Picnic');
  await ben.page.getByRole('textbox', { name: 'Message to Picnic' }).fill('Perhaps we');
  await backToList(ben.page);
  await ben.page.getByText('Perhaps we').waitFor();
  await ben.page.getByRole('button', { name: /Notes to self/ }).click();
  await write(ben.page, 'Notes to self', 'Buy flour');
  await ben.page.reload();
  await unlock(ben, 'Ben');
  await openConversation(ben.page, 'Picnic');
  expect(await ben.page.getByRole('textbox', { name: 'Message to Picnic' }).inputValue()).toBe(
    'Perhaps we',
  );
  await openConversation(ben.page, 'Notes to self');
  await bubble(ben.page, 'Buy flour').waitFor();
});

test('what somebody blocked writes is not shown', async () => {
  await openConversation(ada.page, 'Ben');
  await ada.page.getByRole('button', { name: 'About Ben' }).click();
  await ada.page.getByRole('button', { name: 'Block', exact: true }).click();
  await ada.page.getByRole('alertdialog').getByRole('button', { name: 'Block' }).click();
  await ada.page.getByRole('button', { name: 'Unblock' }).waitFor();
  await openConversation(ben.page, 'Ada');
  await write(ben.page, 'Ada', 'Are you there?');
  await ben.page
    .locator('.bubble.mine .state.relayed, .bubble.mine .state.delivered')
    .last()
    .waitFor();
  await ada.page.getByRole('button', { name: 'Back', exact: true }).click();
  await ada.page.getByText('You blocked Ben').waitFor();
  await ada.page.waitForTimeout(1_000);
  expect(await ada.page.locator('body').innerText()).not.toContain('Are you there?');
  await ada.page.getByRole('button', { name: 'Unblock' }).click();
});

test('who was removed keeps the history and cannot write any more', async () => {
  await openConversation(ada.page, 'Picnic');
  await ada.page.getByRole('button', { name: 'About the group Picnic' }).click();
  await ada.page.getByRole('button', { name: 'Actions for Carla' }).click();
  await ada.page.getByRole('button', { name: 'Remove from group' }).click();
  await ada.page
    .getByRole('alertdialog')
    .getByRole('button', { name: 'Remove from group' })
    .click();
  await backToList(carla.page);
  await rowOf(carla.page, 'Picnic').click();
  await carla.page.getByText('You were removed from this group').waitFor();
  await bubble(carla.page, 'And I bring cheese').waitFor();
});

test('no page asked anybody but the relay, broke its policy or failed in silence', () => {
  for (const { offences } of [ada, ben, carla]) expect(offences).toEqual([]);
});
