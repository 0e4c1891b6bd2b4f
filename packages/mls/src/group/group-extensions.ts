import type { Engine } from '../engine.ts';
import { requireAuthentic } from '../engine.ts';
import { MlsError } from '../mls-error.ts';
import { requiredCapabilities } from '../tree/leaf-node.ts';
import type { Credential } from '../wire/credential.ts';
import { readCredential } from '../wire/credential.ts';
import type { Extension } from '../wire/extension.ts';
import { extensionTypes, findExtension } from '../wire/extension.ts';
import { isGrease } from '../wire/grease.ts';
import type { Proposal } from '../wire/proposal.ts';
import type { Reader } from '../wire/reader.ts';
import { readWhole } from '../wire/reader.ts';

/** RFC 9420 §12.1.8.1: somebody outside who may send proposals. */
export interface ExternalSender {
  readonly signatureKey: Uint8Array;
  readonly credential: Credential;
}

/** Extensions that belong into other places than a GroupContext (RFC 9420 §17.3). */
const misplaced: readonly number[] = [
  extensionTypes.applicationId,
  extensionTypes.ratchetTree,
  extensionTypes.externalPub,
];

/**
 * Reads all that the engine itself looks at in a GroupContext's extensions, so that nothing malformed gets into a group.
 *
 * @throws MLS_MALFORMED, MLS_EXTENSION_MISPLACED
 */
export function requireReadableExtensions(extensions: readonly Extension[]): void {
  requiredCapabilities(extensions);
  externalSenders(extensions);
  if (extensions.some(({ extensionType }) => misplaced.includes(extensionType))) {
    throw new MlsError(
      'MLS_EXTENSION_MISPLACED',
      'An extension does not belong into a group context.',
    );
  }
}

/** RFC 9420 §13.5: what we propose brings no GREASE extension into a group. @throws MLS_INPUT */
export function refuseGrease(proposal: Proposal): void {
  if (!('extensions' in proposal)) return;
  if (proposal.extensions.some(({ extensionType }) => isGrease(extensionType))) {
    throw new MlsError('MLS_INPUT', 'A GREASE value does not belong into a group context.');
  }
}

export function externalSenders(extensions: readonly Extension[]): readonly ExternalSender[] {
  const data = findExtension(extensions, extensionTypes.externalSenders);
  return data === undefined ? [] : readWhole(data, readExternalSenders);
}

function readExternalSenders(reader: Reader): readonly ExternalSender[] {
  const inner = reader.vector();
  const senders: ExternalSender[] = [];
  while (inner.more) {
    senders.push({ signatureKey: inner.opaque(), credential: readCredential(inner) });
  }
  return senders;
}

/** RFC 9420 §5.3.1: the credentials of senders outside, when they are new to the group. @throws MLS_CREDENTIAL_REFUSED */
export async function requireAuthenticSenders(
  engine: Engine,
  extensions: readonly Extension[],
  before: readonly Extension[] = [],
): Promise<void> {
  const known = externalSenders(before);
  for (const [index, sender] of externalSenders(extensions).entries()) {
    await requireAuthentic(engine, sender, known[index], 'external_sender');
  }
}
