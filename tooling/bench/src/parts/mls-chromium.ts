import { join } from 'node:path';
import type { Part } from '../measure.ts';
import { timeInChromium } from '../mls/browser/chromium.ts';
import { messageMeasures } from '../mls/message-measures.ts';

const turns = { rounds: 60, perRound: 10, warmUp: 150 };

/** A message in a browser. */
export const mlsChromiumPart: Part = {
  name: 'mls-chromium',
  title: 'MLS: the same ping-pong in Chromium',
  method: `One page with a production build, as above: ${turns.perRound} round trips each, ${turns.rounds} times, by the clock on the wall. The floor takes the quickest that the browser has: WebCrypto for Ed25519 (imported keys) and AES-GCM (keys are used once, so importing them is part of it), JavaScript for HMAC.`,
  maxSeconds: 180,
  run: async ({ folder, progress }) => {
    progress('building the page, starting Chromium');
    const { version, turns: results } = await timeInChromium(join(folder, 'page'), turns);
    progress(`measured in Chromium ${version}`);
    const [floor = '', own = ''] = results.keys();
    return messageMeasures(results, { floor, own, peers: [], target: 1.3 });
  },
};
