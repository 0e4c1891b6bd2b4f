import { isSottoError } from '@sotto/core';
import type { RelayUrl } from '@sotto/core';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import { tables } from '../storage/tables.ts';
import { registerOn } from '../sync/registers.ts';
import { within } from '../sync/within.ts';
import type { CommandedLost } from './lost-records.ts';
import { commandedLostName, decodeCommandedLost, encodeCommandedLost } from './lost-records.ts';
import { commandOf, receiptOf, watchedOf } from './wipe-secret.ts';

/**
 * Brings commands to the relays of the devices that they are for, again before a relay forgets them, and looks for receipts. Tells whether one
 * of those whose device was not heard yet was given lately.
 */
export async function tendCommands(engine: Engine): Promise<'lately' | 'long' | undefined> {
  let pending: 'lately' | 'long' | undefined;
  for await (const value of engine.store.values(tables.lostCommands)) {
    const commanded = decodeCommandedLost(value);
    const ageMs = engine.clock.now() - commanded.askedAtMs;
    if (commanded.heardAtMs > 0 || ageMs > handsetLimits.maxWipeCommandMs) continue;
    const tended = await tend(engine, commanded);
    if (tended.heardAtMs === 0) {
      const isLate = pending !== 'lately' && ageMs >= handsetLimits.wipeEagerMs;
      pending = isLate ? 'long' : 'lately';
    }
    if (tended === commanded) continue;
    const name = commandedLostName(commanded.device);
    await engine.store.write([{ put: name, value: encodeCommandedLost(tended) }]);
    engine.events.emit({ type: 'devices' });
  }
  return pending;
}

async function tend(engine: Engine, commanded: CommandedLost): Promise<CommandedLost> {
  const { crypto, clock } = engine;
  const command = await commandOf(crypto, commanded.secret);
  const { token } = await watchedOf(crypto, commanded.secret);
  const isFresh = (sinceMs: number): boolean =>
    Math.abs(clock.now() - sinceMs) < handsetLimits.wipeRegisterAgainMs;
  const held = commanded.at.filter(({ sinceMs }) => isFresh(sinceMs));
  const missing = commanded.relays.filter((relay) => !held.some((each) => each.relay === relay));
  const reached = await Promise.all(
    missing.map(async (relay) => {
      // Somebody who knows the token may have filled the register: then the command is not there, whatever else is said.
      const isHeld = await attempt(engine, relay, async (session, signal) => {
        const { lifeTtlSeconds } = handsetLimits;
        return !(await registerOn(session, token, command, lifeTtlSeconds, signal)).full;
      });
      return isHeld ? [{ relay, sinceMs: clock.now() }] : [];
    }),
  );
  const receipt = await receiptOf(crypto, command);
  const isHeard = await hears(engine, commanded.relays, receipt);
  const at = [...held, ...reached.flat()];
  const isSame = !isHeard && at.length === commanded.at.length && missing.length === 0;
  return isSame ? commanded : { ...commanded, at, heardAtMs: isHeard ? clock.now() : 0 };
}

async function hears(
  { crypto, sync, stopping }: Engine,
  relays: readonly RelayUrl[],
  receipt: { readonly token: Uint8Array; readonly body: Uint8Array },
): Promise<boolean> {
  try {
    const found = await sync.lookup(relays, receipt.token, stopping);
    return found.some(({ bodies }) => bodies.some((body) => crypto.equal(body, receipt.body)));
  } catch (error) {
    if (stopping.aborted || !isSottoError(error)) throw error;
    return false;
  }
}

/** True when the relay did it in time, and so says. Not now is no failure: it is tried again. */
async function attempt(
  { clock, sync, stopping }: Engine,
  relay: RelayUrl,
  job: (
    session: Awaited<ReturnType<Engine['sync']['session']>>,
    signal: AbortSignal,
  ) => Promise<boolean>,
): Promise<boolean> {
  try {
    const done = await within(clock, handsetLimits.wipeAskMs, stopping, async (signal) =>
      job(await sync.session(relay, signal), signal),
    );
    return done === true;
  } catch (error) {
    if (stopping.aborted || !isSottoError(error)) throw error;
    return false;
  }
}
