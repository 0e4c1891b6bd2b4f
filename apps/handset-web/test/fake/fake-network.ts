import { SottoError } from '@sotto/core';
import type { RelayUrl } from '@sotto/core';
import type {
  KnownNetwork,
  Network,
  NetworkAct,
  NetworkApi,
  NetworkEvidence,
  NetworkFreeze,
  NetworkNotice,
} from '@sotto/handset';
import { aCharter } from './charter.ts';
import type { Stage } from './stage.ts';

/** What the fake handset knows of its network; tests change it by `show`. */
export interface FakeNetwork extends NetworkApi {
  /** Puts another state in, and tells of it. */
  readonly show: (network: Network) => void;
  readonly held: { network: Network; acts: NetworkAct[]; evidence: NetworkEvidence[] };
}

const hour = 3_600_000;
export const hash = 'c0ffee12'.repeat(8);

export function fakeNetwork(tell: Stage['tell']): FakeNetwork {
  const held: FakeNetwork['held'] = { network: { state: 'none' }, acts: [], evidence: [] };
  const show = (network: Network): void => {
    held.network = network;
    tell({ type: 'network', network });
  };
  return {
    held,
    show,
    view: async () => held.network,
    join: async (charterHash) => {
      if (!/^[0-9a-f]{64}$/.test(charterHash))
        throw new SottoError('CHARTER_HASH_MALFORMED', 'This is no hash.');
      show({ state: 'waiting', charterHash });
      return held.network;
    },
    refresh: async () => held.network,
    acts: async ({ before = Infinity, limit = 50 } = {}) =>
      held.acts.filter(({ entry }) => entry < before).slice(0, limit),
    markSeen: async (number) => {
      if (held.network.state !== 'known') return;
      const notices = held.network.notices.map((notice) =>
        notice.number === number ? { ...notice, isSeen: true } : notice,
      );
      show({ ...held.network, notices });
    },
    evidence: async () => held.evidence,
    exportLog: async () => new TextEncoder().encode('the whole log'),
    importLog: async (bytes) => {
      if (bytes.length < 8) throw new SottoError('NETWORK_LOG_MALFORMED', 'This is no log.');
      if (held.network.state === 'known')
        show({ ...held.network, entries: held.network.entries + 1 });
      return held.network;
    },
  };
}

/** A network of four persons, three witnesses and three relays, and all is well. */
export function aNetwork(part: Partial<KnownNetwork> = {}): KnownNetwork {
  const now = Date.now();
  const persons = ['Amal Haddad', 'Jonas Weber', 'Priya Nair', 'Sofía Ríos'];
  const role = (
    name: KnownNetwork['roles'][number]['role'],
    threshold: number,
    who: readonly number[],
  ): KnownNetwork['roles'][number] => ({
    role: name,
    threshold,
    persons: who.map((at) => persons[at] ?? ''),
    expiresAtMs: now + 200 * 24 * hour,
  });
  const roles = [
    role('root', 3, [0, 1, 2, 3]),
    role('release', 2, [1, 2]),
    role('notice', 2, [0, 2, 3]),
    role('network', 2, [0, 1, 3]),
  ];
  return {
    state: 'known',
    charterHash: hash,
    name: 'Harbour',
    persons: persons.map((name) => ({
      name,
      roles: roles.filter((one) => one.persons.includes(name)).map((one) => one.role),
    })),
    roles,
    relays: [
      { relay: 'https://relay.example' as RelayUrl, standing: 'active', isHome: true },
      { relay: 'https://north.example' as RelayUrl, standing: 'active', isHome: false },
      { relay: 'https://old.example' as RelayUrl, standing: 'draining', isHome: false },
    ],
    witnesses: [
      { name: 'witness.uni.example', seenAtMs: now - 20 * 60_000 },
      { name: 'watch.press.example', seenAtMs: now - 25 * 60_000 },
      { name: 'third.example' },
    ],
    witnessQuorum: 2,
    entries: 57,
    root: '0badf00d'.repeat(8),
    readAtMs: now - 5 * 60_000,
    operatorPulse: { step: 'fresh', sinceMs: now - 3 * hour },
    witnessPulse: { step: 'fresh', sinceMs: now - 20 * 60_000 },
    notices: [],
    evidence: 0,
    alarms: [],
    ...part,
  };
}

let numbers = 0;

export function aNotice(
  grade: NetworkNotice['grade'],
  part: Partial<NetworkNotice> = {},
): NetworkNotice {
  numbers += 1;
  return {
    number: numbers,
    grade,
    texts: [
      { language: 'en', text: noticeTexts[grade] },
      { language: 'ar', text: 'هذا إشعار من المشغّلين. اقرأه من فضلك.' },
    ],
    loggedAtMs: Date.now() - 2 * hour,
    expiresAtMs: Date.now() + 72 * hour,
    entry: 40 + numbers,
    signedBy: ['Amal Haddad', 'Priya Nair'],
    isSeen: false,
    ...part,
  };
}

const noticeTexts: Readonly<Record<NetworkNotice['grade'], string>> = {
  advice: 'The relay north.example will restart on Sunday night. Nothing is lost.',
  update: 'Version 1.4 closes a hole. Please update this week.',
  stopSending:
    'We have reason to believe that relay.example was taken. Write nothing until we know more.\nAn answer comes here by Tuesday.',
  move: 'We leave relay.example on 1 December. Make your next handset at https://north.example and meet your contacts there.',
  destroyKeys:
    'The building was searched and machines were taken. Erase your handset now. <b>Do not wait.</b> https://evil.example',
};

export function aFreeze(
  level: NetworkFreeze['level'],
  part: Partial<NetworkFreeze> = {},
): NetworkFreeze {
  return {
    level,
    reasons: [
      { language: 'en', text: 'Somebody tries keys that were stolen from a relay.' },
      { language: 'ar', text: 'يجرّب أحدهم مفاتيح سُرقت من مُرحِّل.' },
    ],
    loggedAtMs: Date.now() - hour,
    endsAtMs: Date.now() + 20 * hour,
    entry: 55,
    signedBy: ['Amal Haddad', 'Jonas Weber'],
    ...part,
  };
}

export function anAlarm(
  part: Partial<KnownNetwork['alarms'][number]> = {},
): KnownNetwork['alarms'][number] {
  return {
    witness: 'watch.press.example',
    raisedAtMs: Date.now() - hour,
    texts: [
      { language: 'en', text: 'The log showed me two trees. Trust no new act.' },
      { language: 'ar', text: 'أراني السجل شجرتين. لا تثق بأي قرار جديد.' },
    ],
    ...part,
  };
}

type Counted = Extract<NetworkAct, { readonly kind: unknown }>;

/** Acts as a log of `count` entries holds them, the newest first: one of each kind in turn. */
export function someActs(count: number): NetworkAct[] {
  const now = Date.now();
  const hash = new Uint8Array(32);
  const header = { network: hash, charter: hash, createdAtSeconds: 0, expiresAtSeconds: 1 };
  const endsAtSeconds = Math.floor(now / 1_000) + 3_600;
  const bodies = [
    ['heartbeat', {}, 'notice'],
    [
      'notice',
      {
        grade: 'advice',
        texts: aNotice('advice').texts,
        expiresAtSeconds: endsAtSeconds,
        replaces: null,
      },
      'notice',
    ],
    [
      'relays',
      {
        changes: [
          { change: 'add', relay: 'https://north.example' },
          { change: 'drain', relay: 'https://old.example' },
        ],
      },
      'network',
    ],
    [
      'freeze',
      { level: 'noSending', reasons: aFreeze('noSending').reasons, endsAtSeconds },
      'network',
    ],
    ['unfreeze', { reasons: aFreeze('noSending').reasons }, 'network'],
    ['release', { name: 'handset-cli', version: '1.4.0', digest: hash }, 'release'],
    ['rebuild', { name: 'handset-cli', version: '1.4.0', digest: hash }, 'release'],
    [undefined, 'SIGNERS_TOO_FEW', undefined],
  ] as const;
  return Array.from({ length: count }, (_, index): NetworkAct => {
    const entry = count - 1 - index;
    const loggedAtMs = now - index * 7 * hour;
    if (entry === 0)
      return {
        entry,
        kind: 'charter',
        loggedAtMs,
        signedBy: [{ role: 'root', persons: ['Amal Haddad', 'Jonas Weber', 'Priya Nair'] }],
        act: {
          ...header,
          kind: 'charter',
          number: 0,
          body: { document: { charter: aCharter() } },
        } as unknown as Counted['act'],
      };
    const [kind, body, role] = bodies[entry % bodies.length] ?? bodies[0];
    if (kind === undefined) return { entry, refused: body };
    return {
      entry,
      kind,
      loggedAtMs,
      signedBy: [{ role, persons: ['Amal Haddad', 'Priya Nair'] }],
      act: { ...header, kind, number: entry, body } as unknown as Counted['act'],
    };
  });
}
