import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RelayUrl } from '@sotto/core';
import type { KnownNetwork, Network, NetworkAct, NetworkApi, NetworkNotice } from '@sotto/handset';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newsOf } from '../src/output/network/network-news.ts';
import { textFor } from '../src/output/network/text-for.ts';
import { rowText } from '../src/output/row-text.ts';
import { tellNews } from '../src/tell-news.ts';
import { commandList } from '../src/command-list.ts';
import { parseOptions } from '../src/options.ts';
import { fakeHandset } from './fake-handset.ts';
import type { Ran } from './run-on-fake.ts';
import { runOnFake } from './run-on-fake.ts';
import { temporaryFolder } from './temporary-folder.ts';

const hash = 'ab'.repeat(32);
const at = Date.UTC(2026, 10, 22, 12);

function aNetwork(part: Partial<KnownNetwork> = {}): KnownNetwork {
  return {
    state: 'known',
    charterHash: hash,
    name: 'Harbour',
    persons: [],
    roles: [{ role: 'notice', threshold: 2, persons: ['Amal', 'Jonas'], expiresAtMs: at }],
    relays: [{ relay: 'https://a.example' as RelayUrl, standing: 'draining', isHome: true }],
    witnesses: [{ name: 'uni.example', seenAtMs: at }, { name: 'press.example' }],
    witnessQuorum: 1,
    entries: 3,
    root: 'cd'.repeat(32),
    readAtMs: at,
    operatorPulse: { step: 'fresh', sinceMs: at },
    witnessPulse: { step: 'fresh', sinceMs: at },
    notices: [],
    evidence: 0,
    alarms: [],
    ...part,
  };
}

function aNotice(grade: NetworkNotice['grade'], part: Partial<NetworkNotice> = {}): NetworkNotice {
  return {
    number: 7,
    grade,
    texts: [{ language: 'en', text: 'Read this.\nAnd \u001b[31mthis.' }],
    loggedAtMs: at,
    expiresAtMs: at,
    entry: 2,
    signedBy: ['Amal', 'Jonas'],
    isSeen: false,
    ...part,
  };
}

const frozen: Partial<KnownNetwork> = {
  freeze: {
    level: 'noSending',
    reasons: [{ language: 'en', text: 'Keys were stolen.' }],
    loggedAtMs: at,
    endsAtMs: at,
    entry: 2,
    signedBy: ['Amal', 'Jonas'],
  },
};

/** A handset of this network. */
function follows(network: Network, api: Partial<NetworkApi> = {}): { network: NetworkApi } {
  return {
    network: { view: async () => network, markSeen: async () => undefined, ...api } as NetworkApi,
  };
}

const run = (name: string, network: Network, args: string[] = [], api = {}): Promise<Ran> =>
  runOnFake({ answers: follows(network, api) }, name, args);

/** What is told before a command begins. */
async function toldBefore(name: string, network: Network, json = false): Promise<string[]> {
  const command = commandList.find((one) => one.name === name);
  if (command?.on !== 'handset') throw new Error('No such command.');
  const { handset } = fakeHandset({ answers: follows(network) });
  const lines: string[] = [];
  await tellNews(command, handset, parseOptions({ json }), async (row) => {
    if (row.type === 'notice') lines.push(row.message);
  });
  return lines;
}

describe('network', () => {
  test('begins with how it stands, in one sentence', async () => {
    const first = async (network: Network): Promise<string | undefined> =>
      (await run('network', network)).text.split('\n')[0];
    const silent = { step: 'silent', sinceMs: at } as const;
    expect(await first(aNetwork())).toContain('in the open and up to date');
    expect(await first(aNetwork({ operatorPulse: silent }))).toContain('nobody has heard from');
    expect(await first(aNetwork({ witnessPulse: silent }))).toContain('no witness has vouched');
    expect(await first(aNetwork({ evidence: 1, witnessPulse: silent }))).toContain('two versions');
    const trouble = { reason: 'forged', sinceMs: at } as const;
    expect(await first(aNetwork({ trouble })), 'of a file').toContain('up to date');
    const relay = 'https://a.example' as RelayUrl;
    expect(await first(aNetwork({ trouble: { ...trouble, relay } }))).toContain('no newer log');
    expect(await first({ state: 'waiting', charterHash: hash })).toContain('not found yet');
    expect(await first({ state: 'none' })).toContain('follows no network');
  });

  test('says who runs it, who watches them, what stands and what went wrong', async () => {
    const trouble = {
      reason: 'forged',
      sinceMs: at,
      relay: 'https://a.example' as RelayUrl,
    } as const;
    const { text } = await run(
      'network',
      aNetwork({ ...frozen, notices: [aNotice('move')], trouble }),
    );
    expect(text).toMatch(/notice +2 of: Amal, Jonas/);
    expect(text).toMatch(/relay +https:\/\/a\.example +yours, being closed/);
    expect(text).toMatch(/witness +press\.example +has vouched for nothing/);
    expect(text).toMatch(/notice +move, until .* signed by Amal, Jonas/);
    expect(text).toMatch(/freeze +nothing can be sent.*\n +Keys were stolen/);
    expect(text).toMatch(/a false signature \(https:\/\/a\.example\)/);
    expect(text, 'further lines cannot look like ours').toContain('\n    And \\u001b[31mthis.');
  });

  test('tells a witness’s alarm before other commands, by whom, and as a line of its own', async () => {
    const texts = [{ language: 'en', text: 'Two\ntrees.' }];
    const network = aNetwork({ alarms: [{ witness: 'uni.example', raisedAtMs: at, texts }] });
    expect((await run('network', network)).text).toMatch(
      /alarm +by the witness uni\.example alone, on .*\n +Two\n +trees\./,
    );
    expect(await toldBefore('contacts', network)).toEqual([
      expect.stringMatching(
        /ALARM by the witness uni\.example, not by the operators.*“Two trees\.”/,
      ),
    ]);
  });

  test('counts notices as seen by a person, and not by a program', async () => {
    const seen: number[] = [];
    const api = { markSeen: async (number: number) => void seen.push(number) };
    const network = aNetwork({ notices: [aNotice('advice')] });
    await run('network', network, ['--json'], api);
    expect(seen).toEqual([]);
    await run('network', network, [], api);
    expect(seen).toEqual([7]);
  });

  test('refresh asks the relays, join the handset, and both show what is then known', async () => {
    const api = {
      refresh: async () => aNetwork({ entries: 9 }),
      join: async (charterHash: string) => ({ state: 'waiting', charterHash }) as const,
    };
    expect((await run('network refresh', aNetwork(), [], api)).rows).toMatchObject([
      { entries: 9 },
    ]);
    const joined = await run('network join', { state: 'none' }, [hash.toUpperCase()], api);
    expect(joined.rows).toEqual([{ type: 'network', state: 'waiting', charterHash: hash }]);
  });
});

describe('network acts', () => {
  const acts = Array.from({ length: 450 }, (_, index): NetworkAct => ({
    entry: 449 - index,
    refused: 'SIGNERS_TOO_FEW',
  }));
  const api = {
    acts: async ({ before = 1_000, limit = 50 } = {}) =>
      acts.filter(({ entry }) => entry < before).slice(0, limit),
  };
  const entries = async (...args: string[]): Promise<unknown[]> =>
    (await run('network acts', aNetwork(), args, api)).rows.map(
      (row) => 'entry' in row && row.entry,
    );

  test('are the newest, oldest first, and all of them when asked for', async () => {
    expect(await entries('--limit', '3')).toEqual([447, 448, 449]);
    expect(await entries()).toHaveLength(50);
    expect(await entries('--all')).toEqual(Array.from({ length: 450 }, (_, index) => index));
  });

  test('say what was done and who signed it', () => {
    const signedBy = [{ role: 'network', persons: ['Amal', 'Jonas'] }] as const;
    const texts = [{ language: 'en', text: 'Because.' }];
    const text = rowText({
      ...{ type: 'act', entry: 5, kind: 'freeze', level: 'noSending', signedBy, texts },
      ...{ loggedAt: new Date(at).toISOString(), until: new Date(at).toISOString() },
    });
    expect(text).toMatch(/5 .* nothing can be sent until .* signed by Amal, Jonas\n +Because\./);
  });
});

describe('the log as a file', () => {
  const saved = new Uint8Array([1, 2, 3]);

  test('goes out over nothing that is there, and comes in', async () => {
    const file = join(temporaryFolder(), 'log.cbor');
    const taken: Uint8Array[] = [];
    const api = {
      exportLog: async () => saved,
      importLog: async (bytes: Uint8Array) => (taken.push(bytes), aNetwork()),
    };
    await run('network export', aNetwork(), [file], api);
    expect([...readFileSync(file)]).toEqual([1, 2, 3]);
    await expect(run('network export', aNetwork(), [file], api)).rejects.toMatchObject({
      code: 'FILE_UNUSABLE',
    });
    await run('network import', aNetwork(), [file], api);
    expect(taken.map((bytes) => [...bytes])).toEqual([[1, 2, 3]]);
    await expect(run('network import', aNetwork(), [`${file}?`], api)).rejects.toMatchObject({
      code: 'FILE_UNUSABLE',
    });
  });

  test('a proof that the log lied is listed, and saved when a file is named', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'taken'), '');
    const proof = { id: 'ef'.repeat(32), foundAtMs: at, from: 'member', bytes: saved } as const;
    const api = { evidence: async () => [proof] };
    const listed = await run('network evidence', aNetwork(), [], api);
    expect(listed.text).toContain('another member was shown another log');
    const file = join(folder, 'proof');
    expect((await run('network evidence', aNetwork(), [file], api)).rows).toMatchObject([{ file }]);
    expect([...readFileSync(file)]).toEqual([1, 2, 3]);
    const taken = run('network evidence', aNetwork(), [join(folder, 'taken')], api);
    await expect(taken).rejects.toMatchObject({ code: 'FILE_UNUSABLE' });
  });
});

describe('before any other command', () => {
  const news = aNetwork({
    ...frozen,
    notices: [aNotice('destroyKeys', { isSeen: true }), aNotice('advice', { isSeen: true })],
    evidence: 1,
    operatorPulse: { step: 'silent', sinceMs: at },
    moving: { from: [], doneConversations: 1, totalConversations: 2 },
  });

  test('what nobody may miss is told, one line each: also a grave notice that was read', async () => {
    const lines = await toldBefore('conversations', news);
    expect(lines.map((line) => line.split(/[ ,]/)[0])).toEqual([
      ...['DESTROY', 'FROZEN', 'THE', 'NOBODY', 'Moving'],
    ]);
    expect(lines[0]).toMatch(/Read this\. And .*signed by Amal, Jonas/);
    expect(lines[1]).toMatch(/nothing can be sent: “Keys were stolen\.”/);
  });

  test('programs are told nothing in between: they read it in rows', async () => {
    expect(await toldBefore('conversations', news, true)).toEqual([]);
    expect(await toldBefore('network', news), 'it tells all of it').toEqual([]);
    expect(await toldBefore('conversations', aNetwork())).toEqual([]);
  });

  test('status has the network in its fields', async () => {
    const storage = { tampered: [] };
    const status = { connection: 'online', relays: [], dropped: {}, healing: {}, storage };
    const answers = { ...follows(news), status: async () => status } as never;
    const { rows } = await runOnFake({ answers }, 'status');
    expect(rows[0]).toMatchObject({ network: { state: 'known', evidence: 1 } });
  });
});

test('watch tells what is new of the network once; to programs it gives all of it', async () => {
  const event = (network: Network) => ({ type: 'network', network }) as const;
  const events = [aNetwork(frozen), aNetwork({ ...frozen, entries: 4 })].map(event);
  const world = { answers: follows(aNetwork()), events };
  const told = await runOnFake(world, 'watch');
  expect(told.rows).toMatchObject([{ type: 'notice', code: 'network' }]);
  const printed = await runOnFake(world, 'watch', ['--json']);
  expect(printed.rows).toMatchObject([
    { type: 'network', entries: 3, freeze: { level: 'noSending' } },
    { type: 'network', entries: 4 },
  ]);
});

test('a line of news is one line, whatever the operators wrote', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const notice = aNotice('update', { texts: [{ language: 'en', text }] });
      for (const { line } of newsOf(aNetwork({ notices: [notice] })))
        expect(line).not.toMatch(/\n/);
    }),
  );
});

test('a text is in the terminal’s language, else in English, else the first', () => {
  const texts = ['fr', 'en', 'pt', 'pt-BR'].map((language) => ({ language, text: language }));
  expect(textFor(texts, 'pt-BR')).toBe('pt-BR');
  expect(textFor(texts, 'pt-PT')).toBe('pt');
  expect(textFor(texts, 'de-AT')).toBe('en');
  expect(textFor(texts.slice(0, 1), 'de-AT')).toBe('fr');
  expect(textFor([], 'de-AT')).toBe('');
});
