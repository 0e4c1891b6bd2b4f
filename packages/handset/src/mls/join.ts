import type { CiphersuiteImpl, ClientState, RatchetTree, Welcome } from 'ts-mls';
import { joinGroup } from 'ts-mls/clientState.js';
import { ratchetTreeFromExtension } from 'ts-mls/groupInfo.js';
import { makeKeyPackageRef } from 'ts-mls/keyPackage.js';
import { emptyPskIndex } from 'ts-mls/pskIndex.js';
import { decryptGroupInfo, decryptGroupSecrets } from 'ts-mls/welcome.js';
import { erase } from '../bytes.ts';
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
  await refusing('A Welcome', () => checkOffer(suite, own, welcome));
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

/**
 * Opens the Welcome a first time, to see that its tree is a pair's before the library walks it: some trees it walks without end (a
 * parent whose unmerged leaves lie outside), and in others the work grows with the square of what was sent.
 */
async function checkOffer(
  suite: CiphersuiteImpl,
  own: MadeKeyPackage,
  welcome: Welcome,
): Promise<void> {
  const reference = await makeKeyPackageRef(own.publicPackage, suite.hash);
  const initKey = await suite.hpke.importPrivateKey(own.privatePackage.initPrivateKey);
  const secrets = await decryptGroupSecrets(initKey, reference, welcome, suite.hpke);
  if (secrets === undefined || secrets.psks.length > 0 || secrets.pathSecret !== undefined) {
    throw refusal('A Welcome has secrets that no new pair has.');
  }
  const noPsk = new Uint8Array(suite.kdf.size);
  const info = await decryptGroupInfo(welcome, secrets.joinerSecret, noPsk, suite);
  erase(secrets.joinerSecret);
  if (info?.extensions.length !== 1 || info.signer !== 0) {
    throw refusal('A Welcome describes no new pair.');
  }
  const tree = ratchetTreeFromExtension(info);
  if (tree === undefined || !isPair(tree)) throw refusal('A Welcome has another tree than a pair.');
}

function isPair(tree: RatchetTree): boolean {
  const [first, parent, second, ...more] = tree;
  return (
    first?.nodeType === 'leaf' &&
    parent === undefined &&
    second?.nodeType === 'leaf' &&
    more.length === 0
  );
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
  if (!isPair(ratchetTree) || privatePath.leafIndex !== 1) {
    throw refusal('A Welcome leads to a group that is not a new pair.');
  }
  for (const node of ratchetTree) if (node?.nodeType === 'leaf') leafClaims(node.leaf);
}
