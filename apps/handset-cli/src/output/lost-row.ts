import type { Device, LostDevice, WipeCommand } from '@sotto/handset';
import { safeLine } from '@sotto/terminal';
import { isoTime } from './iso-time.ts';
import { localTime } from './local-time.ts';
import type { Names } from './names.ts';

/** Who may wipe which device when it is lost. */
export interface LostRow {
  readonly type: 'lost';
  readonly listens: boolean;
  readonly beforeUnlock: boolean;
  /** Identities of contacts who may wipe this device, and what they are called. */
  readonly trusted: readonly { readonly identity: string; readonly name: string }[];
  readonly devices: readonly LostDeviceRow[];
}

export interface LostDeviceRow {
  readonly device: string;
  readonly identity: string;
  /** Of one's own device its own, else whose it is. */
  readonly name: string;
  readonly isOwn: boolean;
  readonly askedAt?: string;
  readonly atRelays?: number;
  /** When it was heard that it has the command. */
  readonly heardAt?: string;
}

export async function lostRow(
  { listens, beforeUnlock, trusted, devices }: LostDevice,
  own: readonly Device[],
  names: Names,
): Promise<LostRow> {
  const people = await Promise.all(
    trusted.map(async (identity) => ({ identity, name: await names.person(identity) })),
  );
  const rows = await Promise.all(
    devices.map(async ({ device, identity, isOwn, command }) => {
      const name = isOwn
        ? (own.find(({ id }) => id === device)?.name ?? '')
        : await names.person(identity);
      return { device, identity, name, isOwn, ...commandFields(command) };
    }),
  );
  return { type: 'lost', listens, beforeUnlock, trusted: people, devices: rows };
}

function commandFields(
  command: WipeCommand | undefined,
): Pick<LostDeviceRow, 'askedAt' | 'atRelays' | 'heardAt'> {
  if (command === undefined) return {};
  const { askedAtMs, atRelays, heardAtMs } = command;
  const heard = heardAtMs === undefined ? {} : { heardAt: isoTime(heardAtMs) };
  return { askedAt: isoTime(askedAtMs), atRelays, ...heard };
}

export function lostText({ listens, beforeUnlock, trusted, devices }: LostRow): string {
  const how = beforeUnlock ? 'yes, also before it is unlocked' : 'yes, once it was unlocked';
  const who = trusted.map(({ name }) => safeLine(name)).join(', ');
  return [
    `this device may be wiped from afar: ${listens ? how : 'no'}`,
    ...(trusted.length > 0 ? [`by your other devices, and by ${who}`] : []),
    ...devices.map(deviceText),
  ].join('\n');
}

function deviceText(row: LostDeviceRow): string {
  const { device, name, isOwn, askedAt, atRelays = 0, heardAt } = row;
  const called = name === '' ? 'without a name' : safeLine(name);
  const shown = `${isOwn ? called : `a device of ${called}`}  ${device.slice(0, 16)}`;
  if (heardAt !== undefined)
    return `${shown}  has the command and wiped itself, ${localTime(heardAt)}`;
  if (askedAt === undefined) return `${shown}  can be wiped`;
  return `${shown}  to be wiped: ${atRelays > 0 ? 'the command waits at its relay' : 'no relay has the command yet'}`;
}
