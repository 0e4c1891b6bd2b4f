import { join } from 'node:path';
import type { ActKind } from '@sotto/charter';
import { actKinds } from '@sotto/charter';
import { parseDraft } from '../charter/charter-draft.ts';
import { makeDocument } from '../charter/make-document.ts';
import type { Command, Context } from '../command.ts';
import { usage } from '../command-line.ts';
import { createFile } from '../files/write-file.ts';
import { readWholeFile } from '../files/read-file.ts';
import { operatorLimits } from '../limits.ts';
import { readRunning } from '../network/state-for.ts';
import { newProposal } from '../proposal/new-proposal.ts';
import { formatProposal } from '../proposal/proposal.ts';
import { bodyReaders } from '../proposal/read-body.ts';
import { reviewProposal } from '../review/review.ts';

export const propose: Command = {
  name: 'propose',
  arguments: '<kind>',
  summary: `Makes a proposal for the others to sign. Kinds: ${actKinds.join(', ')}.`,
  options: [...new Set(actKinds.flatMap((kind) => [...bodyReaders[kind].options])), 'valid', 'out'],
  minArguments: 1,
  maxArguments: 1,
  run: async (context) => {
    const kind = actKinds.find((known) => known === context.arguments[0]);
    if (kind === undefined) throw usage(`The kinds are ${actKinds.join(', ')}.`);
    refuseOptionsOfOthers(kind, context);
    await proposeKind(kind, context);
  },
};

async function proposeKind(kind: ActKind, context: Context): Promise<void> {
  const { text, needed, seconds, path, show, world } = context;
  const state = await readRunning(context);
  const nowSeconds = world.nowSeconds();
  const document = async (): Promise<ReturnType<typeof makeDocument>> => {
    const bytes = await readWholeFile(path(context.needed('draft')), operatorLimits.maxFileBytes);
    return makeDocument(parseDraft(bytes, state.network.document.hash));
  };
  const body = await bodyReaders[kind].read({ given: context, nowSeconds, document });
  const valid = seconds('valid') ?? operatorLimits.proposalSeconds;
  const proposal = newProposal(state, kind, body, nowSeconds, valid);
  const out = path(
    text('out') ?? join(needed('network'), `${kind}-${proposal.act.number}.proposal`),
  );
  await createFile(out, formatProposal(proposal));
  const { lines } = await reviewProposal(proposal, state, nowSeconds);
  await show([...lines, '', `proposal   ${out}`]);
}

/** An option that the kind does not take would be lost without a word. */
function refuseOptionsOfOthers(kind: ActKind, context: Context): void {
  const own = bodyReaders[kind].options;
  for (const other of actKinds) {
    for (const name of bodyReaders[other].options) {
      if (own.includes(name)) continue;
      const isGiven = context.texts(name).length > 0 || context.text(name) !== undefined;
      if (isGiven) throw usage(`propose ${kind} does not take --${name}.`);
    }
  }
}
