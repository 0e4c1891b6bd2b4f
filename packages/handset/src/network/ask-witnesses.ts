import { actLogLimits, alarmPath, logRules } from '@sotto/actlog';
import type { RelayUrl } from '@sotto/core';
import { isSottoError } from '@sotto/core';
import { parseRelayUrl } from '@sotto/protocol';
import { handsetLimits } from '../limits.ts';
import { mayConnect } from '../sync/may-connect.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { bounded } from './bounded.ts';
import type { LookParts } from './look.ts';

/**
 * Asks every witness for its alarm, at its own place and not at the operator's. A witness hears from which network address it was
 * asked, so this is done when somebody wants to know, or when witnesses have fallen silent, and not every hour. One that cannot be
 * asked has nothing to say: its silence shows in the pulse.
 */
export async function askWitnesses(parts: LookParts, signal: AbortSignal): Promise<void> {
  const { book, homes } = parts;
  const charter = book.network()?.document.charter;
  if (charter === undefined) return;
  const { logKey, witnesses } = logRules(charter);
  await Promise.all(
    witnesses.map(async ({ name }) => {
      const place = placeOf(name);
      if (place === undefined || !mayConnect(homes.primary(), place)) return;
      const alarm = await readAlarm(parts, place, alarmPath(logKey.name, name), signal);
      if (alarm !== undefined) await book.takeAlarm(alarm);
    }),
  );
}

async function readAlarm(
  { link, clock }: LookParts,
  place: RelayUrl,
  path: string,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  const read = await bounded({ clock }, handsetLimits.headTimeoutMs, signal, async (limited) => {
    const { maxAlarmBytes: maxBytes } = actLogLimits;
    const reading = link.readLog(place, { path, maxBytes, signal: limited });
    return { alarm: await unlessAborted(reading, limited) };
  });
  return typeof read === 'string' ? undefined : read.alarm;
}

/** The origin in a witness's name, which is an address without its scheme (C2SP signed-note); `undefined` when it is none. */
function placeOf(name: string): RelayUrl | undefined {
  const [host = ''] = name.split('/', 1);
  for (const scheme of ['http', 'https']) {
    try {
      // Plain http passes for this machine alone.
      return parseRelayUrl(`${scheme}://${host}`);
    } catch (error) {
      if (!isSottoError(error, 'RELAY_URL_MALFORMED')) throw error;
    }
  }
  return undefined;
}
