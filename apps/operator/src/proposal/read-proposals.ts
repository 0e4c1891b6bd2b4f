import { bytesEqual } from '@sotto/protocol';
import type { Context } from '../command.ts';
import { readWholeFile } from '../files/read-file.ts';
import { operatorLimits } from '../limits.ts';
import type { Proposal } from './proposal.ts';
import { joinProposals, parseProposal } from './proposal.ts';

/** A proposal with all signatures of its copies, and the files that hold them. */
export interface FiledProposal {
  readonly proposal: Proposal;
  /** Absolute. */
  readonly files: readonly string[];
}

/** The proposals in the files that were named, each once. @throws OPERATOR_FILE, OPERATOR_FORMAT */
export async function readProposals({
  arguments: typed,
  path,
}: Pick<Context, 'arguments' | 'path'>): Promise<readonly FiledProposal[]> {
  const read = await Promise.all(
    typed.map(async (name) => {
      const file = path(name);
      const bytes = await readWholeFile(file, operatorLimits.maxFileBytes);
      return { file, proposal: parseProposal(bytes) };
    }),
  );
  return joinProposals(read.map(({ proposal }) => proposal)).map((proposal) => ({
    proposal,
    files: read.flatMap((one) =>
      bytesEqual(one.proposal.bytes, proposal.bytes) ? [one.file] : [],
    ),
  }));
}
