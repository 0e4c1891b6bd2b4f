import { join } from 'node:path';
import { startNetwork } from '@sotto/charter';
import { foundingCharter } from '../charter/founding-charter.ts';
import { makeDocument } from '../charter/make-document.ts';
import type { Command } from '../command.ts';
import { usage } from '../command-line.ts';
import { readFileIfThere } from '../files/read-file.ts';
import { createFile, makeFolder } from '../files/write-file.ts';
import { readCards } from '../keys/read-cards.ts';
import { operatorLimits } from '../limits.ts';
import { formatSettings, settingsPath } from '../network/settings.ts';
import { newProposal } from '../proposal/new-proposal.ts';
import { formatProposal } from '../proposal/proposal.ts';
import { sayCharter } from '../review/say-charter.ts';

export const init: Command = {
  name: 'init',
  arguments: '',
  summary: 'Writes the charter from everybody’s cards, as a proposal that they review and sign.',
  options: [
    'name',
    'card',
    'threshold',
    'role',
    'witness',
    'witness-quorum',
    'relay',
    'expires',
    'operator-pulse',
    'witness-pulse',
    'recovery-delay',
    'valid',
    'out',
  ],
  minArguments: 0,
  maxArguments: 0,
  run: async (context) => {
    const { needed, text, texts, seconds, path, show, world } = context;
    if (texts('card').length === 0) needed('card');
    const cards = await readCards(context);
    if (texts('witness').length === 0) needed('witness');
    needed('witness-quorum');
    const folder = path(needed('network'));
    const nowSeconds = world.nowSeconds();
    const log = await readFileIfThere(join(folder, 'log.pub'), operatorLimits.maxFileBytes);
    if (log === undefined)
      throw usage('There is no log key in the folder of the network: run log-key first.');
    const verifier = Buffer.from(log).toString('latin1').trim();
    const { charter, witnesses } = foundingCharter(context, cards, verifier, nowSeconds);
    const document = makeDocument(charter);
    const valid = seconds('valid') ?? operatorLimits.proposalSeconds;
    const state = startNetwork(document.hash);
    const proposal = newProposal(state, 'charter', { document }, nowSeconds, valid);
    const out = path(text('out') ?? join(folder, 'founding.proposal'));
    const witnessUrls = new Map(witnesses.map(({ name, url }) => [name, url]));
    await makeFolder(folder);
    await createFile(settingsPath(folder), formatSettings({ pin: document.hash, witnessUrls }));
    // What people read to each other, and what members pin.
    const pin = Buffer.from(`${document.hash.toHex()}\n`);
    await createFile(join(folder, 'charter.hash'), pin, 0o644);
    await createFile(out, formatProposal(proposal));
    await show([
      ...sayCharter(document),
      '',
      `proposal   ${out}`,
      'Members pin the charter hash. Everybody reviews and signs the proposal; publish makes it entry 0 of the log.',
    ]);
  },
};
