import { restoredName } from '../life/life-record.ts';
import { selfOf } from '../identity/self.ts';
import { toHex } from '../hex.ts';
import { outboxTables } from '../outbox/outbox-tables.ts';
import { vaultError } from '../vault/error.ts';
import type { TableKind } from '../vault/key-ring.ts';
import type { Counted, TableName, TableRegistry, Weight } from '../vault/roots/registry.ts';
import { decodeContact } from './contact-record.ts';
import { decodeFacts } from './conversation-record.ts';
import { readFields } from './fields.ts';
import { decodeSelf } from './self-record.ts';
import { tables } from './tables.ts';

/** What the part of a table's name behind the `/` is; tables without one belong to the handset as a whole. */
export type TableScope = 'conversation' | 'identity' | 'relay';

type Row = readonly [kind: TableKind, weight: Weight | 'none', scope?: TableScope];

/** Every table of a handset, by what its name begins with. Those of search have a `/` in their names, and belong to the whole. */
export const tableRows: Readonly<Record<string, Row>> = {
  self: ['named', 'live'],
  settings: ['named', 'live'],
  drops: ['named', 'live'],
  invites: ['named', 'live'],
  accepting: ['named', 'live'],
  conversations: ['named', 'live'],
  counters: ['named', 'live'],
  contacts: ['named', 'live'],
  'owed-welcomes': ['named', 'live'],
  'arrived-welcomes': ['named', 'live'],
  greetings: ['named', 'live'],
  healing: ['named', 'live'],
  rejoin: ['named', 'live'],
  chains: ['named', 'live'],
  linking: ['named', 'live'],
  'devices-known': ['named', 'live'],
  'to-sync': ['named', 'live'],
  'to-take': ['named', 'live'],
  synced: ['named', 'live'],
  'read-marks': ['named', 'live'],
  'device-names': ['named', 'live'],
  exports: ['named', 'live'],
  'own-key-packages': ['named', 'live'],
  groups: ['named', 'live'],
  network: ['named', 'live'],
  'network-entries': ['ordered', 'bulk'],
  'network-evidence': ['ordered', 'bulk'],
  eraser: ['named', 'live'],
  locker: ['named', 'live'],
  'locker-notes': ['named', 'bulk'],
  'locker-pictures': ['named', 'bulk'],
  'locker-bytes': ['named', 'bulk'],
  canary: ['named', 'bulk'],
  // Written while the handset is locked, when there is no key for roots: what is taken from it is repaired by who sent it.
  collected: ['ordered', 'none'],
  // Written with the header, also beside a handset that runs.
  cover: ['named', 'none'],
  'wipe-test': ['named', 'live'],
  lives: ['named', 'live'],
  tickets: ['named', 'live'],
  returning: ['named', 'live'],
  'former-mailboxes': ['named', 'live'],
  backups: ['named', 'live'],
  recovery: ['named', 'live'],
  lost: ['named', 'live'],
  'lost-known': ['named', 'live'],
  'lost-commands': ['named', 'live'],
  lanes: ['named', 'live'],
  routes: ['named', 'bulk'],
  storage: ['named', 'live'],
  'search/recent': ['named', 'bulk'],
  'search/heads': ['ordered', 'bulk'],
  'search/words': ['ordered', 'bulk'],
  'search/documents': ['ordered', 'bulk'],
  'search/conversations': ['named', 'bulk'],
  'key-packages': ['named', 'live', 'identity'],
  outbox: ['ordered', 'bulk', 'relay'],
  route: ['named', 'bulk', 'conversation'],
  mls: ['named', 'live', 'conversation'],
  epochs: ['ordered', 'live', 'conversation'],
  peers: ['named', 'live', 'conversation'],
  pending: ['ordered', 'live', 'conversation'],
  intents: ['ordered', 'live', 'conversation'],
  'own-commit': ['named', 'live', 'conversation'],
  sent: ['ordered', 'bulk', 'conversation'],
  uncovered: ['named', 'bulk', 'conversation'],
  puzzles: ['ordered', 'bulk', 'conversation'],
  history: ['ordered', 'bulk', 'conversation'],
  index: ['named', 'bulk', 'conversation'],
  waiting: ['named', 'bulk', 'conversation'],
  contents: ['named', 'bulk', 'conversation'],
  gone: ['named', 'bulk', 'conversation'],
  due: ['ordered', 'bulk', 'conversation'],
  reported: ['named', 'bulk', 'conversation'],
  failed: ['named', 'bulk', 'conversation'],
  pictures: ['named', 'bulk', 'conversation'],
  uploads: ['ordered', 'bulk', 'conversation'],
  'failed-uploads': ['named', 'bulk', 'conversation'],
  'upload-bytes': ['named', 'bulk', 'conversation'],
  audiences: ['ordered', 'bulk', 'conversation'],
};

/** The group of the tables that belong to the handset as a whole. */
const handsetGroup = '';

export function groupOf(scope: TableScope, about: string): string {
  return `${scope}/${about}`;
}

export const handsetTables: TableRegistry = {
  find: ({ name, kind }) => {
    const slash = name in tableRows ? -1 : name.indexOf('/');
    const row = tableRows[slash < 0 ? name : name.slice(0, slash)];
    if (row === undefined || row[0] !== kind || slash < 0 !== (row[2] === undefined)) {
      throw vaultError('VAULT_BOUNDS', 'This table is not in the registry of tables.');
    }
    const [, weight, scope] = row;
    if (weight === 'none') return undefined;
    const group = scope === undefined ? handsetGroup : groupOf(scope, name.slice(slash + 1));
    return { group, weight };
  },
  tablesOf: ({ group, weight }: Counted): readonly TableName[] => {
    const slash = group.indexOf('/');
    const scope = group === handsetGroup ? undefined : group.slice(0, slash);
    const about = slash < 0 ? '' : group.slice(slash);
    return Object.entries(tableRows)
      .filter(([, row]) => row[1] === weight && row[2] === scope)
      .map(([base, [kind]]) => ({ name: `${base}${about}`, kind }));
  },
  uncounted: Object.entries(tableRows)
    .filter(([, [, weight]]) => weight === 'none')
    .map(([name, [kind]]) => ({ name, kind })),
  groupsIn: async (values) => {
    const groups = new Set([handsetGroup]);
    for await (const value of values(tables.conversations))
      groups.add(groupOf('conversation', decodeFacts(value).id));
    for await (const value of values(tables.contacts))
      groups.add(groupOf('identity', toHex(decodeContact(value).identity)));
    for await (const value of values(tables.self))
      groups.add(groupOf('identity', selfOf(decodeSelf(value)).id));
    for await (const value of values(outboxTables.lanes))
      groups.add(groupOf('relay', readFields(value, 1).text()));
    return [...groups];
  },
  afterTampering: [{ put: restoredName, value: Uint8Array.of(1) }],
};
