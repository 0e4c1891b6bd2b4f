import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ActLog } from '@sotto/actlog';
import { isSottoError } from '@sotto/core';
import type { Command, Context } from '../command.ts';
import { readWholeFile } from '../files/read-file.ts';
import { operatorLimits } from '../limits.ts';
import { openLog } from '../network/open-log.ts';
import { neededSettings } from '../network/state-for.ts';
import { parseProposal } from '../proposal/proposal.ts';
import { readPending } from '../publish/journal.ts';
import { loggedIndex } from '../publish/new-entries.ts';
import { refusalText } from '../review/refusal-text.ts';
import { reviewProposal } from '../review/review.ts';
import { kindNames } from '../review/say-act.ts';
import { sayHead } from '../review/say-head.ts';
import { sayNetwork, sayPulses, sayRefused } from '../review/say-state.ts';

export const status: Command = {
  name: 'status',
  arguments: '',
  summary:
    'Says who runs the network, what stands in it, who vouched for its head when, and which proposals are open.',
  options: [],
  minArguments: 0,
  maxArguments: 0,
  run: async (context) => {
    const { needed, path, world, show } = context;
    const folder = path(needed('network'));
    const nowSeconds = world.nowSeconds();
    const { pin } = await neededSettings(context);
    const log = await openLog(folder, pin, nowSeconds);
    const { network } = log.position.state;
    await show([`founded  ${pin.toHex()}, which members pin`, ...sayHead(log), ...sayRefused(log)]);
    const pending = await readPending(folder, log);
    if (pending !== undefined)
      await show([
        `waiting  a signed head of ${pending.draft.size} entries: publish goes on with it`,
      ]);
    if (network !== undefined)
      await show([...sayPulses(log, network, nowSeconds), ...sayNetwork(network, nowSeconds)]);
    await show(await sayProposals(folder, log, context));
  },
};

/** One line for each proposal in the folder. */
async function sayProposals(
  folder: string,
  log: ActLog,
  { world }: Context,
): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.proposal')).sort();
  const lines: string[] = [];
  for (const name of names)
    lines.push(`proposal ${name}: ${await sayProposal(folder, name, log, world.nowSeconds())}`);
  return lines;
}

async function sayProposal(
  folder: string,
  name: string,
  log: ActLog,
  nowSeconds: number,
): Promise<string> {
  try {
    const file = await readWholeFile(join(folder, name), operatorLimits.maxFileBytes);
    const proposal = parseProposal(file);
    const what = kindNames[proposal.act.kind];
    const index = loggedIndex(log, proposal.bytes);
    if (index !== undefined) return `${what}, logged as entry ${index}`;
    const { judgement } = await reviewProposal(proposal, log.position.state, nowSeconds);
    if (judgement.outcome === 'refused')
      return `${what}, would count for nothing: ${refusalText[judgement.reason]}`;
    const signed = new Set(judgement.quorums.flatMap((quorum) => quorum.signed));
    const by = signed.size === 0 ? 'nobody' : [...signed].join(', ');
    const next = judgement.outcome === 'complete' ? 'can be published' : 'needs more signatures';
    return `${what}, signed by ${by}, ${next}`;
  } catch (error) {
    if (isSottoError(error)) return error.message;
    throw error;
  }
}
