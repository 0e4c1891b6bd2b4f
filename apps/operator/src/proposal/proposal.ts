import type { Act, ActSignature } from '@sotto/charter';
import { charterLimits, parseAct } from '@sotto/charter';
import { isSottoError } from '@sotto/core';
import { bytesEqual } from '@sotto/protocol';
import { operatorError } from '../error.ts';
import { formatJson, jsonFields, parseJson } from '../files/json-format.ts';

/** An act on its way to the log, with the signatures that it has so far. A plain file, which goes from person to person. */
export interface Proposal {
  readonly act: Act;
  /** As it is signed. */
  readonly bytes: Uint8Array;
  readonly signatures: readonly ActSignature[];
}

export function formatProposal({ bytes, signatures }: Omit<Proposal, 'act'>): Uint8Array {
  return formatJson({
    sotto: 'proposal',
    version: 1,
    act: bytes.toHex(),
    signatures: signatures.map(({ publicKey, signature }) => ({
      publicKey: publicKey.toHex(),
      signature: signature.toHex(),
    })),
  });
}

/** Structure only: whether a signature is good, and of somebody who counts, is for the review. @throws OPERATOR_FORMAT */
export function parseProposal(file: Uint8Array): Proposal {
  const fields = jsonFields(parseJson(file, 'proposal'), 'proposal');
  fields.head('proposal');
  const written = fields.text('act');
  if (!/^(?:[0-9a-f]{2})+$/.test(written)) throw wrong('act');
  const bytes = Uint8Array.fromHex(written);
  const signatures = fields.list('signatures').map((item): ActSignature => {
    const one = jsonFields(item, 'proposal, at a signature');
    const signature = { publicKey: one.hex('publicKey', 32), signature: one.hex('signature', 64) };
    one.end();
    return signature;
  });
  fields.end();
  if (signatures.length > charterLimits.maxActSignatures) throw wrong('number of signatures');
  return { act: actOf(bytes), bytes, signatures };
}

/** Copies of one act, which several persons signed each for themselves, become one with all signatures. */
export function joinProposals(proposals: readonly Proposal[]): readonly Proposal[] {
  const joined: Proposal[] = [];
  for (const proposal of proposals) {
    const at = joined.findIndex(({ bytes }) => bytesEqual(bytes, proposal.bytes));
    const known = joined[at];
    if (known === undefined) joined.push(proposal);
    else joined[at] = { ...known, signatures: withSignatures(known, proposal.signatures) };
  }
  return joined;
}

function withSignatures(
  { signatures }: Proposal,
  more: readonly ActSignature[],
): readonly ActSignature[] {
  const isNew = (one: ActSignature): boolean =>
    !signatures.some(
      (known) =>
        bytesEqual(known.publicKey, one.publicKey) && bytesEqual(known.signature, one.signature),
    );
  const all = [...signatures, ...more.filter(isNew)];
  if (all.length > charterLimits.maxActSignatures) throw wrong('number of signatures');
  return all;
}

function actOf(bytes: Uint8Array): Act {
  try {
    return parseAct(bytes);
  } catch (cause) {
    if (!isSottoError(cause)) throw cause;
    throw wrong(`act. ${cause.message}`, cause);
  }
}

function wrong(why: string, cause?: unknown): Error {
  return operatorError('OPERATOR_FORMAT', `The proposal is not valid: ${why}.`, cause);
}
