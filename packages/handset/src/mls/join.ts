import type { CiphersuiteImpl, ClientState } from 'ts-mls';
import { joinGroup } from 'ts-mls/clientState.js';
import { emptyPskIndex } from 'ts-mls/pskIndex.js';
import { handsetLimits } from '../limits.ts';
import { suiteName } from './cipher-suite.ts';
import { clientConfig } from './client-config.ts';
import type { MadeKeyPackage } from './key-package.ts';
import { leafClaims } from './leaf.ts';
import { refusal, refusing } from './refusal.ts';
import { parseWire } from './wire.ts';

/**
 * Joins the pair that a Welcome offers (RFC 9420 §12.4.3.1). More than the library asks for: one new member, two in all, no
 * extension, and the first epoch after creation. The other leaf's lifetime is not looked at: a Welcome may wait long at a relay.
 * @throws MLS_REFUSED
 */
export async function joinPair(
  suite: CiphersuiteImpl,
  own: MadeKeyPackage,
  bytes: Uint8Array,
): Promise<ClientState> {
  const { welcome } = await parseWire('mls_welcome', bytes, handsetLimits.maxMlsWelcomeBytes);
  if (welcome.cipherSuite !== suiteName) throw refusal('A Welcome is for another suite.');
  if (welcome.secrets.length !== 1) throw refusal('A Welcome is not for one new member.');
  const state = await refusing('A Welcome', () =>
    joinGroup(
      welcome,
      own.publicPackage,
      own.privatePackage,
      emptyPskIndex,
      suite,
      undefined,
      undefined,
      clientConfig,
    ),
  );
  checkPair(state);
  return state;
}

function checkPair(state: ClientState): void {
  const { groupContext, ratchetTree, privatePath } = state;
  if (
    groupContext.version !== 'mls10' ||
    groupContext.epoch !== 1n ||
    groupContext.extensions.length > 0 ||
    groupContext.groupId.length > handsetLimits.maxMlsGroupIdBytes
  ) {
    throw refusal('A Welcome leads to a group that is not a new pair.');
  }
  const [first, parent, second] = ratchetTree;
  if (
    ratchetTree.length !== 3 ||
    first?.nodeType !== 'leaf' ||
    parent !== undefined ||
    second?.nodeType !== 'leaf' ||
    privatePath.leafIndex !== 1
  ) {
    throw refusal('A Welcome leads to a group that is not a new pair.');
  }
  leafClaims(first.leaf);
  leafClaims(second.leaf);
}
