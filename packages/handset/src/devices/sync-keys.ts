import { toHex } from '../hex.ts';

/**
 * What the devices of one identity tell each other about. `contact`, `settings`, `network`, `name`, `paper`, `wipe`, `read`, `draft`, `muted` and `opened` are facts: of each the
 * newest word holds, at every device alike. `give`, `want` and `history` are for one device, which their second part names.
 */
export const syncKeys = {
  contact: (identity: Uint8Array): string => `contact/${toHex(identity)}`,
  settings: 'settings/',
  network: 'network/',
  name: (device: Uint8Array): string => `name/${toHex(device)}`,
  /** The key on paper, and the backup at the relay for it. */
  paper: 'paper/',
  /** How this device may be wiped when it is lost. */
  wipe: (device: Uint8Array): string => `wipe/${toHex(device)}`,
  read: (groupId: Uint8Array): string => `read/${toHex(groupId)}`,
  draft: (groupId: Uint8Array): string => `draft/${toHex(groupId)}`,
  muted: (groupId: Uint8Array): string => `muted/${toHex(groupId)}`,
  /** A message that was to be shown once was, on one of the devices. */
  opened: (groupId: Uint8Array, message: Uint8Array): string =>
    `opened/${toHex(groupId)}/${toHex(message)}`,
  /** KeyPackages of whoever says it. */
  give: (to: Uint8Array, nonce: Uint8Array): string => `give/${toHex(to)}/${toHex(nonce)}`,
  /** KeyPackages are wanted, by the device at the end. */
  want: (to: Uint8Array, by: Uint8Array): string => `want/${toHex(to)}/${toHex(by)}`,
  /** A part of a history. */
  history: (to: Uint8Array, groupId: Uint8Array, part: number): string =>
    `history/${toHex(to)}/${toHex(groupId)}/${part}`,
  /** A message that came too late for the history. */
  late: (to: Uint8Array, groupId: Uint8Array, message: Uint8Array): string =>
    `history/${toHex(to)}/${toHex(groupId)}/${toHex(message)}`,
  /** Kept here alone: a picture of a history that came is to be fetched. */
  fetch: (groupId: Uint8Array, message: Uint8Array, index: number): string =>
    `fetch/${toHex(groupId)}/${toHex(message)}/${index}`,
  /** Kept here alone: this device owes another KeyPackages. */
  owe: (to: Uint8Array): string => `owe/${toHex(to)}`,
} as const;

/** What a key is about. */
export function partsOf(key: string): readonly [what: string, of: string, ...rest: string[]] {
  const [what = '', of = '', ...rest] = key.split('/');
  return [what, of, ...rest];
}

const directed: ReadonlySet<string> = new Set(['give', 'want', 'history']);
const facts: ReadonlySet<string> = new Set([
  'contact',
  'settings',
  'network',
  'name',
  'paper',
  'wipe',
  'read',
  'draft',
  'muted',
  'opened',
]);

export function isFact(key: string): boolean {
  return facts.has(partsOf(key)[0]);
}

export function isDirectedTo(key: string, device: Uint8Array): boolean {
  const [what, to] = partsOf(key);
  return directed.has(what) && to === toHex(device);
}
