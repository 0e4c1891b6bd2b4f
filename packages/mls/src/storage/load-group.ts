import type { Engine } from '../engine.ts';
import { erase, fromHex, sameBytes } from '../bytes.ts';
import type { GroupState, PastEpoch, PendingProposal, ReinitProposal } from '../group/state.ts';
import { MlsError } from '../mls-error.ts';
import { loadSecretTree } from '../secret-tree/saved-tree.ts';
import type { Suite } from '../suite/suite.ts';
import type { RatchetTree } from '../tree/ratchet-tree.ts';
import { leafOf, parentOf, parseRatchetTree } from '../tree/ratchet-tree.ts';
import { directPath } from '../tree/resolution.ts';
import { treeHash } from '../tree/tree-hash.ts';
import { readSender } from '../wire/framed-content.ts';
import { readGroupContext } from '../wire/group-context.ts';
import type { LeafNode } from '../wire/leaf-node.ts';
import { readLeafNode } from '../wire/leaf-node.ts';
import { readProposal } from '../wire/proposal.ts';
import type { ParentNode, TreeNodes } from '../wire/ratchet-tree.ts';
import { readParentNode } from '../wire/ratchet-tree.ts';
import type { Reader } from '../wire/reader.ts';
import { readWhole } from '../wire/reader.ts';
import { saveGroup } from './changes.ts';
import { withoutChecksum } from './checksum.ts';
import { recordVersion } from './encode-records.ts';
import { recordNames } from './record-names.ts';

/** Records of one group by name, as the changes of its transitions left them. */
export type GroupRecords = ReadonlyMap<string, Uint8Array>;

/**
 * Reads a state back. The state has bytes of its own. The tree is held against its hash, the private keys against the tree,
 * and the whole against what it would be stored as, so that records that are damaged, or do not belong together, are noticed.
 * What cannot be: that a pending proposal which came last, or the key of a skipped message, is not there.
 *
 * @throws MLS_STATE_DAMAGED, MLS_STATE_VERSION, MLS_SUITE_UNSUPPORTED
 */
export async function loadGroup(engine: Engine, stored: GroupRecords): Promise<GroupState> {
  requireVersion(stored);
  const records = new Map([...stored].map(([name, bytes]) => [name, withoutChecksum(bytes)]));
  const parts = groupRecordOf(records);
  const { context } = parts;
  const suite = engine.suite(context.cipherSuite);
  const tree = loadTree(engine, records, parts.leafCount);
  if (!sameBytes(await treeHash(suite, tree), context.treeHash)) throw damaged();
  const { reinit, leafCount, leafIndex, pastCount, resumptionCount, ...rest } = parts;
  const state: GroupState = {
    ...rest,
    suite,
    tree,
    keys: { leafIndex, keys: numbered(records, 'key/', (bytes) => bytes) },
    secretTree: loadSecretTree(suite, leafCount, secretsOf(records, context.epoch)),
    proposals: loadProposals(records),
    past: loadPast(engine, suite, records, tree.nodes),
    resumption: loadResumption(records),
    reinit,
  };
  if (state.past.length !== pastCount || state.resumption.length !== resumptionCount)
    throw damaged();
  await requireOwnKeys(state);
  requireStored(state, stored);
  return state;
}

function requireVersion(stored: GroupRecords): void {
  const bytes = stored.get(recordNames.group);
  if (bytes === undefined || bytes.length === 0) throw damaged();
  if (bytes[0] !== recordVersion) {
    throw new MlsError(
      'MLS_STATE_VERSION',
      'A group was stored by another version of this program.',
    );
  }
}

/** RFC 9420 §4.2: a member has the private keys of its leaf and of the nodes above it that it is merged into, and no others. */
async function requireOwnKeys({ suite, tree, keys }: GroupState): Promise<void> {
  const { leafIndex } = keys;
  if (leafOf(tree, leafIndex) === undefined) throw damaged();
  const nodes = directPath(tree.leafCount, leafIndex).filter((node) => {
    const parent = parentOf(tree, node);
    return parent !== undefined && !parent.unmergedLeaves.includes(leafIndex);
  });
  nodes.push(2 * leafIndex);
  if (keys.keys.size !== nodes.length) throw damaged();
  for (const node of nodes) {
    const privateKey = keys.keys.get(node);
    if (privateKey?.length !== suite.privateKeyBytes) throw damaged();
    const { encryptionKey } = tree.nodes[node]!;
    if (!sameBytes(await suite.publicKey(privateKey), encryptionKey)) throw damaged();
  }
}

/** The state would be stored as exactly these records. */
function requireStored(state: GroupState, stored: GroupRecords): void {
  const saved = saveGroup(state);
  try {
    if (saved.length !== stored.size) throw damaged();
    for (const { name, bytes } of saved) {
      const found = stored.get(name);
      if (found === undefined || bytes === undefined || !sameBytes(found, bytes)) throw damaged();
    }
  } finally {
    erase(...saved.map(({ bytes }) => bytes));
  }
}

function groupRecordOf(records: GroupRecords): ReturnType<typeof readGroupRecord> {
  return strict(records.get(recordNames.group)!, readGroupRecord);
}

function readGroupRecord(reader: Reader): Omit<
  GroupState,
  'suite' | 'tree' | 'keys' | 'secretTree' | 'proposals' | 'past' | 'resumption'
> & {
  readonly leafCount: number;
  readonly leafIndex: number;
  readonly pastCount: number;
  readonly resumptionCount: number;
} {
  reader.u8();
  const encodedContext = reader.opaque();
  const context = readWhole(encodedContext, readGroupContext);
  return {
    encodedContext,
    context,
    interimTranscriptHash: reader.opaque(),
    confirmationTag: reader.opaque(),
    leafCount: reader.u32(),
    leafIndex: reader.u32(),
    signaturePrivateKey: reader.opaque(),
    secrets: {
      senderDataSecret: reader.opaque(),
      exporterSecret: reader.opaque(),
      epochAuthenticator: reader.opaque(),
      externalSecret: reader.opaque(),
      membershipKey: reader.opaque(),
      resumptionPsk: reader.opaque(),
      initSecret: reader.opaque(),
    },
    pastCount: reader.u32(),
    resumptionCount: reader.u32(),
    reinit: reader.present() ? readReinit(reader) : undefined,
  };
}

function readReinit(reader: Reader): ReinitProposal {
  const proposal = readProposal(reader);
  if (proposal.proposalType !== 'reinit') throw damaged();
  return proposal;
}

function loadTree(engine: Engine, records: GroupRecords, leafCount: number): RatchetTree {
  const { maxLeaves } = engine.limits;
  if (leafCount < 1 || leafCount > maxLeaves) throw damaged();
  const nodes: (LeafNode | ParentNode | undefined)[] = [];
  while (nodes.length < 2 * leafCount - 1) nodes.push(undefined);
  for (const [node, content] of numbered(records, 'node/', readNode)) {
    if (node >= nodes.length) throw damaged();
    nodes[node] = content;
  }
  const tree = parseRatchetTree(nodes, maxLeaves);
  if (tree.leafCount !== leafCount) throw damaged();
  return tree;
}

function readNode(bytes: Uint8Array, node: number): LeafNode | ParentNode {
  return strict(bytes, (reader) =>
    node % 2 === 0 ? readLeafNode(reader) : readParentNode(reader),
  );
}

function loadProposals(records: GroupRecords): ReadonlyMap<string, PendingProposal> {
  const found: {
    readonly index: number;
    readonly name: string;
    readonly pending: PendingProposal;
  }[] = [];
  for (const [name, bytes] of withPrefix(records, 'proposal/')) {
    found.push(
      strict(bytes, (reader) => ({
        index: reader.u32(),
        name,
        pending: readPending(reader, name),
      })),
    );
  }
  found.sort((one, other) => one.index - other.index);
  if (found.some(({ index }, place) => index !== place)) throw damaged();
  return new Map(found.map(({ name, pending }) => [name, pending]));
}

function readPending(reader: Reader, name: string): PendingProposal {
  const reference = fromHex(name);
  if (reference === undefined) throw damaged();
  return {
    reference,
    sender: readSender(reader),
    proposal: readProposal(reader),
    ownKeys: reader.present()
      ? { encryptionPrivateKey: reader.opaque(), signaturePrivateKey: reader.opaque() }
      : undefined,
  };
}

/** From the newest back: each epoch's leaves are those of the next but for the ones that were noted. */
function loadPast(
  { limits }: Engine,
  suite: Suite,
  records: GroupRecords,
  current: TreeNodes,
): readonly PastEpoch[] {
  const found = [...withPrefix(records, 'past/')].map(([name, bytes]) => ({
    epoch: epochOf(name),
    bytes,
  }));
  found.sort((a, b) => (a.epoch < b.epoch ? 1 : -1));
  const past: PastEpoch[] = [];
  let nodes = current;
  for (const { epoch, bytes } of found) {
    const leaves = pastLeaves(records, epoch, limits.maxLeaves);
    nodes = withLeaves(nodes, leaves);
    past.push(loadPastEpoch(suite, epoch, bytes, secretsOf(records, epoch), nodes, leaves.size));
  }
  return past.toReversed();
}

function loadPastEpoch(
  suite: Suite,
  epoch: bigint,
  bytes: Uint8Array,
  secrets: GroupRecords,
  nodes: TreeNodes,
  leaves: number,
): PastEpoch {
  return strict(bytes, (reader) => {
    const encodedContext = reader.opaque();
    const senderDataSecret = reader.opaque();
    const leafCount = reader.u32();
    const ownLeafIndex = reader.u32();
    if (reader.u32() !== leaves) throw damaged();
    const secretTree = loadSecretTree(suite, leafCount, secrets);
    return { epoch, encodedContext, senderDataSecret, secretTree, ownLeafIndex, nodes };
  });
}

type PastLeaves = ReadonlyMap<number, LeafNode | undefined>;

function pastLeaves(records: GroupRecords, epoch: bigint, maxLeaves: number): PastLeaves {
  const leaves = numbered(records, recordNames.pastLeaf(epoch, ''), (bytes) =>
    bytes.length === 0 ? undefined : strict(bytes, readLeafNode),
  );
  for (const leafIndex of leaves.keys()) if (leafIndex >= maxLeaves) throw damaged();
  return leaves;
}

function withLeaves(next: TreeNodes, leaves: PastLeaves): TreeNodes {
  const nodes = next.slice();
  for (const [leafIndex, leaf] of leaves) {
    while (nodes.length <= 2 * leafIndex) nodes.push(undefined);
    nodes[2 * leafIndex] = leaf;
  }
  return nodes;
}

function loadResumption(records: GroupRecords): GroupState['resumption'] {
  return [...withPrefix(records, 'resumption/')]
    .map(([name, psk]) => ({ epoch: epochOf(name), psk }))
    .sort((a, b) => (a.epoch < b.epoch ? -1 : 1));
}

function secretsOf(records: GroupRecords, epoch: bigint): GroupRecords {
  return new Map(withPrefix(records, recordNames.secrets(epoch, '')));
}

function epochOf(name: string): bigint {
  if (!/^\d{1,20}$/.test(name)) throw damaged();
  return BigInt(name);
}

function* withPrefix(records: GroupRecords, prefix: string): Iterable<[string, Uint8Array]> {
  for (const [name, bytes] of records) {
    if (name.startsWith(prefix)) yield [name.slice(prefix.length), bytes];
  }
}

function numbered<T>(
  records: GroupRecords,
  prefix: string,
  read: (bytes: Uint8Array, number: number) => T,
): Map<number, T> {
  const found = new Map<number, T>();
  for (const [name, bytes] of withPrefix(records, prefix)) {
    const number = Number(name);
    if (!Number.isInteger(number) || number < 0 || number > 0xffff_ffff) throw damaged();
    found.set(number, read(bytes, number));
  }
  return found;
}

function strict<T>(bytes: Uint8Array, read: (reader: Reader) => T): T {
  try {
    return readWhole(bytes, read);
  } catch {
    // The reader's codes speak of messages; whatever does not fit here was stored wrongly, or changed since.
    throw damaged();
  }
}

function damaged(): MlsError {
  return new MlsError('MLS_STATE_DAMAGED', 'The stored records of a group do not fit together.');
}
