import { join } from 'node:path';
import type { Part } from '../measure.ts';
import { timeInChromium } from '../mls/browser/chromium.ts';
import { ratio, typical } from '../mls/interleave.ts';

const turns = { rounds: 60, perRound: 10, warmUp: 150 };

/** A message in a browser. */
export const mlsChromiumPart: Part = {
  name: 'mls-chromium',
  title: 'MLS: the same ping-pong in Chromium',
  method: `One page with a production build, as above: ${turns.perRound} round trips each, ${turns.rounds} times. The floor takes the quickest that the browser has: WebCrypto for Ed25519 (imported keys) and AES-GCM (keys are used once, so importing them is part of it), JavaScript for HMAC.`,
  maxSeconds: 180,
  run: async ({ folder, progress }) => {
    progress('building the page, starting Chromium');
    const { version, turns: results } = await timeInChromium(join(folder, 'page'), turns);
    const [floor = []] = results.values();
    return [...results].map(([what, all]) => ({
      what,
      value: typical(all),
      unit: 'µs',
      note: `${ratio(all, floor).toFixed(2)} × the floor, Chromium ${version}`,
    }));
  },
};
