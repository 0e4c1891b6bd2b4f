import { parseActEntry, actBytesToSign, replayEntries, startNetwork } from '@sotto/charter';
import type { ActSignature, LogEntry } from '@sotto/charter';
import { nodeCrypto } from '@sotto/crypto-node';
import { begun, makeActLog } from '../act-log.ts';
import type { Part } from '../measure.ts';
import { processorTime } from '../mls/processor-time.ts';

const acts = 10_000;
const turn = 100;

/** What a handset pays for auditing its operator from the first act on. */
export const charterPart: Part = {
  name: 'charter',
  title: 'Replaying the act log',
  method: `${acts} acts from the founding charter on, each signed by two of three: heartbeats, notices, freezes, their ends, and changes of the relays in turn. Replaying and bare checks of the same signatures take turns, ${turn} acts at a time, both on \`crypto-node\`. Processor time of the whole process, so that what else runs on the machine is not in it.`,
  maxSeconds: 120,
  run: async () => {
    const { Ed25519 } = (await nodeCrypto().create({})).signatures;
    const { pin, log } = await makeActLog(Ed25519, acts);
    // Made ready before, so that their garbage is swept in nobody's time.
    const signed = log.map(signedOf);
    const options = { verify: Ed25519.verify, nowSeconds: begun + acts };
    let state = startNetwork(pin);
    let [replayMs, bareMs] = [0, 0];
    for (let from = 0; from < log.length; from += turn) {
      const entries = log.slice(from, from + turn);
      const checks = signed.slice(from, from + turn).flat();
      const start = processorTime();
      ({ state } = await replayEntries(state, entries, options));
      const between = processorTime();
      for (const { publicKey, message, signature } of checks)
        await Ed25519.verify(publicKey, message, signature);
      replayMs += between - start;
      bareMs += processorTime() - between;
    }
    if (state.refused.count > 0 || state.next !== acts)
      throw new Error('Acts of the bench were refused.');
    return [
      { what: `replaying ${acts} acts`, value: replayMs, unit: 'ms' },
      {
        what: 'bare checks of their signatures',
        value: bareMs,
        unit: 'ms',
        note: `${signed.flat().length} checks`,
      },
      { what: 'ratio', value: replayMs / bareMs, unit: '×', target: 1.2 },
    ];
  },
};

interface Signed extends ActSignature {
  readonly message: Uint8Array;
}

function signedOf({ bytes }: LogEntry): readonly Signed[] {
  const { act, signatures } = parseActEntry(bytes);
  const message = actBytesToSign(act);
  return signatures.map((one) => ({ ...one, message }));
}
