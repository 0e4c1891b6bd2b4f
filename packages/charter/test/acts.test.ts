import { describe, expect, test } from 'vitest';
import {
  charterHash,
  charterLimits,
  encodeCharter,
  freezeAt,
  noticesAt,
  pulseAt,
} from '@sotto/charter';
import type { FreezeLevel, RelayChange } from '@sotto/charter';
import {
  ada,
  ben,
  benNext,
  charterBody,
  cleo,
  day,
  dora,
  emil,
  english,
  following,
  NetworkUnderTest,
  relay,
  sampleCharter,
  start,
  withRole,
} from './network-under-test.ts';

const freezeOf = (level: FreezeLevel, days = 10) => ({
  level,
  reasons: english('Something is wrong.'),
  endsAtSeconds: start + days * day,
});
const notice = (replaces: number | null = null, days = 10) =>
  ({
    grade: 'update',
    texts: [...english('Get the new version.'), { language: 'de', text: 'Bitte erneuern.' }],
    expiresAtSeconds: start + days * day,
    replaces,
  }) as const;
const release = { name: 'handset-cli', version: '1.0.0', digest: new Uint8Array(32) };
type Change = readonly [RelayChange['change'], string];
const changes = (...list: readonly Change[]) => ({
  changes: list.map(([change, name]) => ({ change, relay: relay(name) })),
});
const thaw = { reasons: english('All is well.') };

describe('a network begins', () => {
  test('with the charter that is pinned, signed by its root, and not before', async () => {
    const network = new NetworkUnderTest(charterHash(encodeCharter(sampleCharter)));
    const other = { ...sampleCharter, name: 'Coffee' };
    expect(await network.act('heartbeat', {})).toBe('CHARTER_MISSING');
    expect(await network.act('charter', charterBody(other))).toBe('CHARTER_NOT_PINNED');
    const body = charterBody(sampleCharter);
    expect(await network.act('charter', body, { by: [ada] })).toBe('SIGNERS_TOO_FEW');
    expect(await network.act('charter', body)).toBe('accepted');
    expect(network.state.network).toMatchObject({
      document: body.document,
      relays: [
        { relay: relay('one'), standing: 'active' },
        { relay: relay('two'), standing: 'active' },
      ],
      loggedAtSeconds: start,
    });
  });

  test('never with a charter that follows another', async () => {
    const later = { ...sampleCharter, previous: new Uint8Array(32) };
    const network = new NetworkUnderTest(charterHash(encodeCharter(later)));
    expect(await network.act('charter', charterBody(later))).toBe('CHARTER_NOT_PINNED');
  });
});

describe('a change of the charter', () => {
  test('needs the old root and the new one', async () => {
    const network = await NetworkUnderTest.founded();
    const next = withRole(following(network.state), 'root', { keys: [4, 5, 6] });
    const body = charterBody(next);
    for (const by of [
      [ada, ben],
      [dora, emil],
      [ada, dora, emil],
      [ada, ben, dora],
    ])
      expect(await network.act('charter', body, { by })).toBe('SIGNERS_TOO_FEW');
    expect(await network.act('charter', body, { by: [ada, ben, dora, emil] })).toBe('accepted');
    expect(network.state.network!.document).toEqual(body.document);
    expect(network.outcomes.at(-1)).toMatchObject({
      signedBy: [
        { role: 'root', persons: ['Ada', 'Ben'] },
        { role: 'root', persons: ['Dora', 'Emil'] },
      ],
    });
  });

  test('ends the keys that it leaves out, and acts signed under the charter before', async () => {
    const network = await NetworkUnderTest.founded();
    const before = network.state.pin;
    const next = withRole(following(network.state), 'notice', { keys: [0, 2, 7] });
    expect(await network.act('charter', charterBody(next))).toBe('accepted');
    expect(await network.act('heartbeat', {}, { change: { charter: before } })).toBe(
      'OTHER_CHARTER',
    );
    expect(await network.act('heartbeat', {}, { by: [ada, ben] })).toBe('SIGNERS_TOO_FEW');
    expect(await network.act('heartbeat', {}, { by: [ada, benNext] })).toBe('accepted');
  });

  test('follows the charter in force and no other', async () => {
    const network = await NetworkUnderTest.founded();
    const twice = [
      following(network.state, { name: 'A' }),
      following(network.state, { name: 'B' }),
    ];
    expect(await network.act('charter', charterBody(twice[0]!))).toBe('accepted');
    expect(await network.act('charter', charterBody(twice[1]!))).toBe('CHARTER_NOT_NEXT');
    expect(await network.act('charter', charterBody(sampleCharter))).toBe('CHARTER_NOT_NEXT');
  });

  test('leaves relays, notices and a freeze as they are', async () => {
    const network = await NetworkUnderTest.founded();
    await network.act('relays', changes(['drop', 'one']));
    await network.act('notice', notice());
    await network.act('freeze', freezeOf('noSending'));
    const { relays, notices, freeze } = network.state.network!;
    expect(await network.act('charter', charterBody(following(network.state)))).toBe('accepted');
    expect(network.state.network).toMatchObject({ relays, notices, freeze });
  });
});

describe('relays', () => {
  test('are added, drained and dropped in the order of the act', async () => {
    const network = await NetworkUnderTest.founded();
    const list = changes(['add', 'three'], ['drain', 'one'], ['drop', 'two'], ['add', 'two']);
    expect(await network.act('relays', list)).toBe('accepted');
    expect(network.state.network!.relays).toEqual([
      { relay: relay('one'), standing: 'draining' },
      { relay: relay('three'), standing: 'active' },
      { relay: relay('two'), standing: 'active' },
    ]);
    expect(await network.act('relays', changes(['add', 'one']))).toBe('accepted');
    expect(network.state.network!.relays[0]!.standing).toBe('active');
  });

  test.each<[string, string, readonly Change[]]>([
    ['add one that is active', 'RELAY_UNCHANGED', [['add', 'one']]],
    [
      'drain one twice',
      'RELAY_UNCHANGED',
      [
        ['drain', 'one'],
        ['drain', 'one'],
      ],
    ],
    ['drain one that is not there', 'RELAY_UNKNOWN', [['drain', 'three']]],
    ['drop one that is not there', 'RELAY_UNKNOWN', [['drop', 'three']]],
    [
      'leave none',
      'RELAYS_NONE_LEFT',
      [
        ['drop', 'one'],
        ['drop', 'two'],
      ],
    ],
    [
      'leave only one that is drained',
      'RELAYS_NONE_LEFT',
      [
        ['drain', 'one'],
        ['drop', 'two'],
      ],
    ],
    [
      'be more than 32',
      'RELAYS_TOO_MANY',
      Array.from({ length: 31 }, (_, at) => ['add', `r${at}`] as const),
    ],
  ])('cannot %s, and then nothing of the act is done', async (_, reason, list) => {
    const network = await NetworkUnderTest.founded();
    const before = network.state.network;
    expect(await network.act('relays', changes(...list))).toBe(reason);
    expect(network.state.network).toBe(before);
  });
});

describe('notices', () => {
  test('stand until they expire or are replaced', async () => {
    const network = await NetworkUnderTest.founded();
    await network.act('notice', notice(null, 1));
    await network.act('notice', notice(null, 3));
    await network.act('notice', notice(1, 5));
    const state = network.state.network!;
    expect(noticesAt(state, start).map(({ number }) => number)).toEqual([0, 2]);
    expect(noticesAt(state, start + day).map(({ number }) => number)).toEqual([2]);
    expect(noticesAt(state, start)[1]).toMatchObject({ index: 3, texts: notice().texts });
  });

  test('replace only what stands, and do not expire before they are logged or after a year', async () => {
    const network = await NetworkUnderTest.founded();
    expect(await network.act('notice', notice(0))).toBe('NOTICE_UNKNOWN');
    await network.act('notice', notice(null, 1));
    expect(await network.act('notice', notice(0), { at: start + day })).toBe('NOTICE_UNKNOWN');
    expect(await network.act('notice', notice(null, 0))).toBe('END_OUT_OF_BOUNDS');
    expect(await network.act('notice', notice(null, 366))).toBe('END_OUT_OF_BOUNDS');
  });

  test('are 32 at one time, and expired ones make room', async () => {
    const network = await NetworkUnderTest.founded();
    for (let at = 0; at < charterLimits.maxStandingNotices; at++)
      expect(await network.act('notice', notice(null, at === 0 ? 1 : 9))).toBe('accepted');
    expect(await network.act('notice', notice())).toBe('NOTICES_TOO_MANY');
    expect(await network.act('notice', notice(), { at: start + day })).toBe('accepted');
  });
});

describe('a freeze', () => {
  test('is in force until its end, and says where its proof is', async () => {
    const network = await NetworkUnderTest.founded();
    expect(await network.act('freeze', freezeOf('noSending'))).toBe('accepted');
    const state = network.state.network!;
    expect(freezeAt(state, start + 10 * day - 1)).toMatchObject({ level: 'noSending', index: 1 });
    expect(freezeAt(state, start + 10 * day)).toBeUndefined();
  });

  test('may become stronger and longer, and never weaker or shorter', async () => {
    const network = await NetworkUnderTest.founded();
    await network.act('freeze', freezeOf('noNewMembers'));
    expect(await network.act('freeze', freezeOf('noUpdates', 20))).toBe('FREEZE_WEAKER');
    expect(await network.act('freeze', freezeOf('noSending', 9))).toBe('FREEZE_WEAKER');
    expect(await network.act('freeze', freezeOf('noSending', 11))).toBe('accepted');
    // When it is over by itself, a weaker one is a new one.
    const later = { at: start + 11 * day };
    expect(await network.act('freeze', freezeOf('advice', 12), later)).toBe('accepted');
  });

  test('lasts 30 days at most', async () => {
    const network = await NetworkUnderTest.founded();
    expect(await network.act('freeze', freezeOf('advice', 31))).toBe('END_OUT_OF_BOUNDS');
    expect(await network.act('freeze', freezeOf('advice', 0))).toBe('END_OUT_OF_BOUNDS');
    expect(await network.act('freeze', freezeOf('advice', 30))).toBe('accepted');
  });

  test('is ended by as many as it took, also when the charter asks for fewer since', async () => {
    const network = await NetworkUnderTest.founded(
      withRole(sampleCharter, 'network', { threshold: 3 }),
    );
    await network.act('freeze', freezeOf('noSending'), { by: [ada, ben, cleo] });
    const looser = withRole(following(network.state), 'network', { threshold: 2 });
    expect(await network.act('charter', charterBody(looser))).toBe('accepted');
    expect(await network.act('unfreeze', thaw, { by: [ada, ben] })).toBe('SIGNERS_TOO_FEW');
    // Nor does a freeze by two make that easier.
    expect(await network.act('freeze', freezeOf('noSending', 11))).toBe('accepted');
    expect(await network.act('unfreeze', thaw, { by: [ada, ben] })).toBe('SIGNERS_TOO_FEW');
    expect(await network.act('unfreeze', thaw, { by: [ada, ben, cleo] })).toBe('accepted');
    expect(freezeAt(network.state.network!, start)).toBeUndefined();
  });

  test('is ended by as many as the role takes now, when these are more', async () => {
    const network = await NetworkUnderTest.founded();
    await network.act('freeze', freezeOf('noSending'));
    const stricter = withRole(following(network.state), 'network', { threshold: 3 });
    await network.act('charter', charterBody(stricter));
    expect(await network.act('unfreeze', thaw)).toBe('SIGNERS_TOO_FEW');
    expect(await network.act('unfreeze', thaw, { by: [ada, ben, cleo] })).toBe('accepted');
  });

  test('cannot be ended when there is none', async () => {
    const network = await NetworkUnderTest.founded();
    expect(await network.act('unfreeze', thaw)).toBe('FREEZE_MISSING');
    await network.act('freeze', freezeOf('advice'));
    expect(await network.act('unfreeze', thaw, { at: start + 10 * day })).toBe('FREEZE_MISSING');
  });

  test('keeps releases out from the level that stops updates, and lets all else act', async () => {
    const network = await NetworkUnderTest.founded();
    await network.act('freeze', freezeOf('advice'));
    expect(await network.act('release', release)).toBe('accepted');
    await network.act('freeze', freezeOf('noUpdates'));
    expect(await network.act('release', release)).toBe('FROZEN');
    await network.act('freeze', freezeOf('noSending'));
    expect(await network.act('release', release)).toBe('FROZEN');
    expect(await network.act('notice', notice())).toBe('accepted');
    expect(await network.act('relays', changes(['drop', 'one']))).toBe('accepted');
    expect(await network.act('rebuild', release)).toBe('accepted');
    expect(await network.act('heartbeat', {})).toBe('accepted');
    expect(await network.act('release', release, { at: start + 10 * day })).toBe('accepted');
    expect(network.state.network!.release).toMatchObject({ version: '1.0.0', index: 11 });
  });
});

describe('a recovery', () => {
  const recovered = (network: NetworkUnderTest) =>
    charterBody(withRole(following(network.state), 'root', { keys: [4, 5, 6] }));
  const byRecovery = { by: [dora, emil] };
  const later = { ...byRecovery, at: start + 7 * day };

  test('puts a new charter into force after its delay, without the old root', async () => {
    const network = await NetworkUnderTest.founded();
    const body = recovered(network);
    expect(await network.act('recoveryEnd', {}, byRecovery)).toBe('RECOVERY_MISSING');
    expect(await network.act('recovery', body, byRecovery)).toBe('accepted');
    expect(network.state.network!.document.hash).toEqual(network.state.pin);
    const early = { ...byRecovery, at: start + 7 * day - 1 };
    expect(await network.act('recoveryEnd', {}, early)).toBe('RECOVERY_TOO_EARLY');
    expect(await network.act('recoveryEnd', {}, { ...later, by: [ada, ben] })).toBe(
      'SIGNERS_TOO_FEW',
    );
    expect(await network.act('recoveryEnd', {}, later)).toBe('accepted');
    expect(network.state.network!.document).toEqual(body.document);
    expect(network.state.network!.recovery).toBeUndefined();
  });

  test('needs the recovery role and the new root, and a charter that has the role', async () => {
    const network = await NetworkUnderTest.founded();
    const unready = charterBody(withRole(following(network.state), 'root', { keys: [0, 7] }));
    expect(await network.act('recovery', unready, byRecovery)).toBe('SIGNERS_TOO_FEW');
    expect(await network.act('recovery', recovered(network), { by: [ada, ben] })).toBe(
      'SIGNERS_TOO_FEW',
    );
    expect(await network.act('recovery', charterBody(sampleCharter), byRecovery)).toBe(
      'CHARTER_NOT_NEXT',
    );
    const { recovery: _, ...roles } = sampleCharter.roles;
    const without = await NetworkUnderTest.founded({ ...sampleCharter, roles });
    expect(await without.act('recovery', recovered(without), byRecovery)).toBe('ROLE_MISSING');
  });

  test('is stopped by root, or by any change of the charter', async () => {
    const network = await NetworkUnderTest.founded();
    expect(await network.act('recoveryStop', {})).toBe('RECOVERY_MISSING');
    await network.act('recovery', recovered(network), byRecovery);
    expect(await network.act('recoveryStop', {}, byRecovery)).toBe('SIGNERS_TOO_FEW');
    expect(await network.act('recoveryStop', {})).toBe('accepted');
    expect(await network.act('recoveryEnd', {}, later)).toBe('RECOVERY_MISSING');
    await network.act('recovery', recovered(network), byRecovery);
    await network.act('charter', charterBody(following(network.state)));
    expect(await network.act('recoveryEnd', {}, later)).toBe('RECOVERY_MISSING');
  });

  test('begins its delay anew when it is announced again', async () => {
    const network = await NetworkUnderTest.founded();
    await network.act('recovery', recovered(network), byRecovery);
    const again = { ...byRecovery, at: start + day };
    expect(await network.act('recovery', recovered(network), again)).toBe('accepted');
    expect(await network.act('recoveryEnd', {}, later)).toBe('RECOVERY_TOO_EARLY');
    const end = { ...byRecovery, at: start + 8 * day };
    expect(await network.act('recoveryEnd', {}, end)).toBe('accepted');
  });

  test('works when the role of root has expired', async () => {
    const network = await NetworkUnderTest.founded(
      withRole(sampleCharter, 'root', { expiresAtSeconds: start + day }),
    );
    const at = start + day;
    const next = withRole(following(network.state), 'root', {
      keys: [4, 5, 6],
      expiresAtSeconds: start + 90 * day,
    });
    expect(await network.act('charter', charterBody(next), { at })).toBe('ROLE_EXPIRED');
    expect(await network.act('recovery', charterBody(next), { ...byRecovery, at })).toBe(
      'accepted',
    );
    const end = { ...byRecovery, at: start + 8 * day };
    expect(await network.act('recoveryEnd', {}, end)).toBe('accepted');
  });
});

test('a pulse is fresh, then late, then silent, and says since when', () => {
  const at = (seconds: number) => pulseAt(start, day, start + seconds);
  expect(at(day)).toEqual({ step: 'fresh', sinceSeconds: start });
  expect(at(day + 1)).toEqual({ step: 'late', sinceSeconds: start });
  expect(at(3 * day)).toEqual({ step: 'late', sinceSeconds: start });
  expect(at(3 * day + 1)).toEqual({ step: 'silent', sinceSeconds: start });
});
