import { join } from 'node:path';
import type { ActLog } from '@sotto/actlog';
import { encodeEvidence, logFiles } from '@sotto/actlog';
import { sha256 } from '@noble/hashes/sha2.js';
import type { Command, Context } from '../command.ts';
import { usage } from '../command-line.ts';
import { ed25519 } from '../ed25519.ts';
import { operatorError } from '../error.ts';
import { makeFolder, replaceFile } from '../files/write-file.ts';
import { logFolder, writeLogFiles } from '../network/log-folder.ts';
import { sourceOf } from '../network/log-sources.ts';
import { followRefusalText, openLog, unusable } from '../network/open-log.ts';
import { formatSettings, readSettings, settingsPath } from '../network/settings.ts';
import { whileHolding } from '../publish/hold-network.ts';
import { sayHead } from '../review/say-head.ts';

export const pull: Command = {
  name: 'pull',
  arguments: '<source>',
  summary:
    'Takes the log from an address, a folder or an exported file, as far as its signatures hold. It never goes back.',
  options: ['charter'],
  minArguments: 1,
  maxArguments: 1,
  run: async (context) => {
    const { needed, path, world, arguments: typed, signal, show } = context;
    const network = path(needed('network'));
    const pin = await pinOf(network, context);
    const source = await sourceOf(typed[0]!, path, signal);
    await whileHolding(network, async () => {
      const nowSeconds = world.nowSeconds();
      const log = await openLog(network, pin, nowSeconds);
      const followed = await log.follow(source, { ed25519, nowSeconds });
      switch (followed.outcome) {
        case 'equivocation':
          throw await lied(network, encodeEvidence(followed.evidence));
        case 'refused':
          throw unusable(followRefusalText[followed.reason]);
        case 'behind':
          await context.say('It has an older head of this log: nothing was taken.');
          return show(sayHead(log));
        case 'advanced':
        case 'current':
          await keep(network, log, followed.log);
          if ((await readSettings(network)) === undefined)
            await replaceFile(
              settingsPath(network),
              formatSettings({ pin, witnessUrls: new Map() }),
            );
          return show(sayHead(followed.log));
      }
    });
  },
};

/** The charter hash that was compared once, and holds from then on. */
async function pinOf(network: string, { text }: Context): Promise<Uint8Array> {
  const written = text('charter')?.toLowerCase();
  if (written !== undefined && !/^[0-9a-f]{64}$/.test(written))
    throw usage('--charter is a charter hash: 64 hexadecimal digits.');
  const known = (await readSettings(network))?.pin.toHex();
  if (known === undefined && written === undefined)
    throw usage(
      '--charter is needed the first time: the hash of the founding charter, as you compared it.',
    );
  if (known !== undefined && written !== undefined && known !== written)
    throw usage('This folder is of another network: name another with --network.');
  return Uint8Array.fromHex(known ?? written ?? '');
}

async function keep(network: string, before: ActLog, after: ActLog): Promise<void> {
  if (after === before) return;
  await writeLogFiles(logFolder(network), logFiles(after, before.size));
}

/** Two histories under one key: whoever has the proof can show it to everybody. */
async function lied(network: string, evidence: Uint8Array): Promise<Error> {
  const file = join(network, `evidence-${sha256(evidence).toHex().slice(0, 16)}`);
  await makeFolder(network);
  await replaceFile(file, evidence);
  return operatorError(
    'OPERATOR_LOG',
    `The log key signed two histories. The proof is in ${file}: show it to everybody, and publish nothing.`,
  );
}
