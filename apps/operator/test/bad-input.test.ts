import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { operator, temporaryFolder } from './program-fixture.ts';
import { TestNetwork } from './network-fixture.ts';

const freeze = ['propose', 'freeze', '--level', 'advice', '--text', 'en=x', '--for', '1d'];

/** What each command is told wrongly, the exit code, and a word of the sentence. */
const wrong: readonly (readonly [args: readonly string[], code: number, word: string])[] = [
  [['nonsense'], 2, 'no such command'],
  [['key'], 2, '--name is needed'],
  [['key', '--name', 'x'.repeat(200)], 2, 'too long'],
  [['key', 'more', '--name', 'Ada'], 2, 'Write:'],
  [['log-key', '--name', 'with space', '--out', 'other'], 1, 'like a domain'],
  [['init', '--name', 'Tea'], 2, '--card is needed'],
  [['init', '--name', 'Tea', '--card', 'absent.card'], 1, 'There is no file "absent.card"'],
  [['init', '--name', 'Tea', '--card', 'ada.card'], 2, '--witness is needed'],
  [['propose', 'tyranny'], 2, 'The kinds are'],
  [['propose', 'heartbeat', '--level', 'advice'], 2, 'does not take --level'],
  [['propose', 'heartbeat', '--valid', '31d'], 1, 'expiry'],
  [['propose', 'heartbeat', '--valid', 'soon'], 2, 'number with a unit'],
  [['propose', 'relays'], 2, 'Say what changes'],
  [['propose', 'relays', '--add', 'ftp://x'], 1, 'RELAY_URL_MALFORMED'],
  [freeze.with(3, 'extreme'), 2, '--level is one of'],
  [freeze.with(5, 'no language'), 2, '--text is written as'],
  [freeze.with(5, 'English=x'), 1, 'not valid: text'],
  [freeze.with(5, 'en=a\u202eb'), 1, 'not valid: text'],
  [['propose', 'release', '--release', 'a', '--version', '1', '--digest', '12'], 2, 'SHA-256'],
  [['propose', 'notice', '--grade', 'update', '--text', 'en=x'], 2, '--for is needed'],
  [['propose', 'charter'], 2, '--draft is needed'],
  [['propose', 'charter', '--draft', 'ada.card'], 1, 'it is no charter draft'],
  [['charter', '--network', 'absent'], 1, 'no network.json'],
  [['review', 'absent'], 1, 'There is no file'],
  [['review', 'ada.card'], 1, 'it is no proposal'],
  [['review', 'big'], 1, 'too long'],
  [['sign', 'network/founding.proposal', '--yes'], 2, '--key is needed'],
  [
    ['sign', 'network/founding.proposal', '--key', 'ada.card', '--yes', '--force'],
    1,
    'no armoured age file',
  ],
  [
    ['sign', 'network/founding.proposal', '--key', 'network/log.key', '--yes', '--force'],
    1,
    'not JSON',
  ],
  [['join', 'network/founding.proposal'], 2, 'Write:'],
  [['publish', 'ada.card'], 1, 'it is no proposal'],
  [['publish', '--network', 'absent'], 1, 'no network.json'],
  [['refresh', '--every', '1s'], 2, '60 seconds at least'],
  [['pull', 'absent'], 1, 'There is no file'],
  [['pull', 'ada.card'], 1, 'no log of acts'],
  [['pull', 'network/log', '--charter', '00'], 2, '64 hexadecimal digits'],
  [['status', '--network', 'absent'], 1, 'no network.json'],
  [['expire-soon', '--days', 'many'], 2, '--days must be a whole number'],
  [['expire-soon', '--network', 'absent'], 1, 'no network.json'],
  [['dependencies', '--network', 'absent'], 1, 'no network.json'],
  [['charter', '--card', 'network/founding.proposal'], 1, 'it is no card'],
];

test('what is told wrongly is refused with a sentence and its exit code, and changes nothing', async () => {
  const network = await TestNetwork.founded();
  writeFileSync(network.path('big'), Buffer.alloc(300_000, 32));
  const before = network.text('network/log/checkpoint');
  for (const [args, code, word] of wrong) {
    const ended = await network.run(args);
    expect(ended.stderr, args.join(' ')).toContain(word);
    expect(ended.code, args.join(' ')).toBe(code);
    expect(ended.stderr).not.toMatch(/^ {4}at /m);
  }
  expect(network.text('network/log/checkpoint')).toBe(before);
  expect(network.has('network/heartbeat-0.proposal')).toBe(false);
});

test('a charter that no rule allows is not written', async () => {
  const network = await TestNetwork.drafted();
  const init = (...more: readonly string[]): readonly string[] => [
    'init',
    ...[
      '--name',
      'Tea',
      '--network',
      'other',
      '--witness-quorum',
      '2',
      '--relay',
      'https://r.example',
    ],
    ...['ada', 'ben'].flatMap((name) => ['--card', `${name}.card`]),
    ...network.witnesses.flatMap(({ option }) => ['--witness', option]),
    ...more,
  ];
  await network.done('log-key', '--name', 'tea.example/log', '--network', 'other');
  for (const [more, word] of [
    [[], '--threshold is needed'],
    [['--threshold', '1'], 'from 2 to 2'],
    [['--threshold', '3'], 'from 2 to 2'],
    [['--threshold', '2', '--card', 'ada.card'], 'two persons of one name'],
    [['--threshold', '2', '--role', 'recovery=2:Mallory'], 'without a --card'],
    [['--threshold', '2', '--role', 'release=1:Ada,Ben'], 'threshold, role release'],
    [['--threshold', '2', '--role', 'tyrant=2:Ada,Ben'], '--role is written as'],
    [['--threshold', '2', '--witness-quorum', '4'], 'witness quorum'],
    [['--threshold', '2', '--witness', 'https://only.example'], '--witness is written as'],
    [['--threshold', '2', '--witness', 'https://x.example nonsense'], 'verifier key'],
    [['--threshold', '2', '--recovery-delay', '1h'], 'recovery delay'],
    [['--threshold', '2', '--relay', 'http://r.example'], 'RELAY_URL_MALFORMED'],
  ] as const) {
    const ended = await network.run(init(...more));
    expect(ended.stderr, more.join(' ')).toContain(word);
    expect(ended.code).not.toBe(0);
  }
  expect(network.has('other/network.json')).toBe(false);
});

test('without a command it prints help and exits as one that was told nothing', async () => {
  const folder = temporaryFolder();
  const ended = await operator([], { folder });
  expect(ended).toMatchObject({ code: 2, stdout: expect.stringContaining('publish [file...]') });
  for (const word of ['help', '--help', '-h'])
    expect(await operator([word], { folder })).toMatchObject({ code: 0, stdout: ended.stdout });
});
