import type { Clock, InterleaveOptions, Turns } from './interleave.ts';
import { interleave } from './interleave.ts';
import type { MessageEngine, MessagePair } from './message-pair.ts';

/** Of one round trip. */
const messages = 2;
const plaintext = new Uint8Array(200).fill(120);

/** Ping-pongs of 200 bytes by all engines in turn: microseconds a message, sealed, carried and opened. */
export async function timeRoundTrips(
  engines: readonly MessageEngine[],
  options: InterleaveOptions,
  clock?: Clock,
): Promise<ReadonlyMap<string, Turns>> {
  const works = new Map<string, () => Promise<void>>();
  for (const { name, pair } of engines) works.set(name, roundTrip(await pair()));
  const turns = await interleave(works, options, clock);
  return new Map([...turns].map(([name, all]) => [name, all.map((value) => value / messages)]));
}

function roundTrip({ sendAtoB, sendBtoA }: MessagePair): () => Promise<void> {
  return async () => {
    requireSame(await sendAtoB(plaintext));
    requireSame(await sendBtoA(plaintext));
  };
}

function requireSame(opened: Uint8Array): void {
  if (opened.length !== plaintext.length || opened.at(-1) !== plaintext.at(-1)) {
    throw new Error('A message arrived as another one.');
  }
}
