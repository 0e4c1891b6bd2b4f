import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Running } from './process-fixture.ts';
import { run, start } from './process-fixture.ts';
import type { Ended } from './program-fixture.ts';
import { rows } from './program-fixture.ts';
import { relayProcess } from './relay-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** One person at a terminal, whose `watch` runs and serves the other commands. */
interface Person {
  readonly sotto: (...args: string[]) => Promise<Ended>;
  /** The rows of a command that has to succeed. */
  readonly ask: (...args: string[]) => Promise<readonly Record<string, unknown>[]>;
  readonly watch: () => Running;
}

async function person(folder: string, relay: string, name: string): Promise<Person> {
  const file = join(folder, `${name}-passphrase`);
  writeFileSync(file, `passphrase of ${name}\n`, { mode: 0o600 });
  const own = ['--data', join(folder, name), '--passphrase-file', file];
  const sotto = (...args: string[]): Promise<Ended> => run([...args, ...own]);
  expect(await sotto('init', '--relay', relay, '--name', name)).toMatchObject({ code: 0 });
  return {
    sotto,
    ask: async (...args) => {
      const ended = await sotto(...args, '--json');
      expect(ended, args.join(' ')).toMatchObject({ code: 0 });
      return rows(ended.stdout);
    },
    watch: () => start(['watch', '--json', ...own]),
  };
}

async function meet(inviter: Person, watch: Running, guest: Person, name: string): Promise<void> {
  const [invite] = await inviter.ask('invite');
  await guest.ask('accept', String(invite?.['link']));
  await watch.line(new RegExp(`"kind":"direct","name":"${name}"`));
}

/** Texts of a conversation as somebody has them, and what was made of them. */
async function texts(who: Person, conversation: string): Promise<readonly unknown[]> {
  const all = await who.ask('history', conversation, '--all');
  return all
    .filter(({ kind }) => kind !== 'event')
    .map(({ id, sender, kind, text, editedAt, reactions }) => {
      const given = (reactions as { reaction: string; by: string[] }[]).map(({ reaction, by }) => [
        reaction,
        by.toSorted(),
      ]);
      return { id, sender, kind, text, isEdited: editedAt !== undefined, given };
    });
}

test('a group of three terminals lives through the death of its relay, with edits, reactions, a deletion and a removal', async () => {
  const folder = temporaryFolder();
  const relay = await relayProcess(join(folder, 'relay'));
  await relay.start();
  const [ada, grace, joan] = [
    await person(folder, relay.url, 'Ada'),
    await person(folder, relay.url, 'Grace'),
    await person(folder, relay.url, 'Joan'),
  ];
  const ofAda = ada.watch();
  await ofAda.line(/"state":"online"/);
  await meet(ada, ofAda, grace, 'Grace');
  await meet(ada, ofAda, joan, 'Joan');
  const [ofGrace, ofJoan] = [grace.watch(), joan.watch()];

  const [group] = await ada.ask(
    'group',
    'create',
    'Book club',
    '--member',
    'Grace',
    '--member',
    'Joan',
  );
  expect(group).toMatchObject({
    type: 'conversation',
    kind: 'group',
    changesWaiting: 0,
    group: { memberCount: 3, myRole: 'admin', waitingFor: [] },
  });
  for (const watch of [ofGrace, ofJoan]) await watch.line(/"name":"Book club".*"memberCount":3/);
  // Two who had never met tell each other their names inside the group.
  await ofGrace.line(/"type":"contact".*"name":"Joan"/);
  await ofJoan.line(/"type":"contact".*"name":"Grace"/);
  const members = await grace.ask('members', 'Book club');
  expect(members.map(({ name, role }) => `${String(name)}, ${String(role)}`).toSorted()).toEqual([
    'Ada, admin',
    'Grace, member',
    'Joan, member',
  ]);

  const [asked] = await grace.ask('send', 'Book club', 'Thursday, @Joan?', '--mention', 'Joan');
  const heard = JSON.parse(await ofJoan.line(/"text":"Thursday, @Joan\?"/)) as object;
  expect(heard).toMatchObject({
    senderName: 'Grace',
    mentionsMe: true,
    conversationName: 'Book club',
  });
  await ofAda.line(/"text":"Thursday, @Joan\?"/);
  const id = String(asked?.['id']);

  await relay.kill();
  const queued = await joan.sotto(
    'send',
    'Book club',
    'Yes',
    '--reply-to',
    id.slice(0, 8),
    '--timeout',
    '1',
  );
  expect(queued).toMatchObject({ code: 4, stdout: '' });
  expect(
    await ada.sotto('group', 'rename', 'Book club', 'Readers', '--timeout', '1'),
  ).toMatchObject({
    code: 4,
    stdout: '',
  });
  expect(await grace.sotto('edit', 'Book club', id, 'Friday, @Joan?', '--no-wait')).toMatchObject({
    code: 0,
  });
  expect(await ada.sotto('react', 'Book club', id, '👍', '--no-wait')).toMatchObject({ code: 0 });
  await relay.start();

  for (const watch of [ofAda, ofGrace, ofJoan]) await watch.line(/"name":"Readers"/);
  const reply = JSON.parse(await ofGrace.line(/"text":"Yes"/)) as object;
  expect(reply).toMatchObject({ senderName: 'Joan', replyTo: { id, senderName: 'Grace' } });
  await ofAda.line(/"text":"Yes"/);
  for (const watch of [ofAda, ofJoan]) await watch.line(/"text":"Friday, @Joan\?"/);
  for (const watch of [ofGrace, ofJoan]) await watch.line(/"reaction":"👍"/);
  const [first, ...others] = await Promise.all(
    [ada, grace, joan].map((each) => texts(each, 'Readers')),
  );
  expect(first).toHaveLength(2);
  for (const other of others) expect(other).toEqual(first);

  const [slip] = await joan.ask('send', 'Readers', 'not for this group');
  await ofAda.line(/"text":"not for this group"/);
  await joan.ask('delete', 'Readers', String(slip?.['id']), '--everyone');
  await ofAda.line(/"kind":"deleted"/);

  await ada.ask('group', 'remove', 'Readers', 'Joan');
  await ofJoan.line(/"name":"Readers","state":"removed"/);
  await ada.ask('send', 'Readers', 'between us');
  await ofGrace.line(/"text":"between us"/);
  expect(JSON.stringify(await texts(joan, 'Readers'))).not.toContain('between us');
  expect(await joan.sotto('send', 'Readers', 'hello?')).toMatchObject({ code: 1, stdout: '' });
  expect(await joan.ask('group', 'forget', 'Readers')).toMatchObject([{ forgotten: true }]);
  expect((await joan.ask('conversations')).map(({ kind }) => kind)).toEqual(['direct']);
  const [status] = await ada.ask('status');
  expect(status).toMatchObject({ queued: 0, healing: { missing: 0, lost: 0 } });
}, 180_000);
