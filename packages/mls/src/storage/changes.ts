import { erase, noBytes, toHex } from '../bytes.ts';
import type {
  GroupState,
  PastEpoch,
  PendingProposal,
  RecordChange,
  Transition,
} from '../group/state.ts';
import { saveSecretTree } from '../secret-tree/saved-tree.ts';
import type { SecretChange, SecretTree, Taken } from '../secret-tree/secret-tree.ts';
import { secretsOfTree } from '../secret-tree/tree-secrets.ts';
import type { TreeNodes } from '../wire/ratchet-tree.ts';
import { withChecksum } from './checksum.ts';
import {
  encodeGroupRecord,
  encodeNode,
  encodePastEpoch,
  encodePendingProposal,
} from './encode-records.ts';
import { recordNames } from './record-names.ts';

/** One key of the current epoch was taken: a message was sent, or came. Costs what the ratchet changed. */
export function messageTransition(state: GroupState, taken: Omit<Taken, 'messageKey'>): Transition {
  return {
    state: { ...state, secretTree: taken.secretTree },
    changes: ofEpoch(state.context.epoch, taken.changes),
    spent: taken.spent,
  };
}

/** A late message took a key of an epoch that is over. */
export function pastMessageTransition(
  state: GroupState,
  past: PastEpoch,
  taken: Taken,
): Transition {
  const { secretTree } = taken;
  return {
    state: {
      ...state,
      past: state.past.map((item) => (item === past ? { ...past, secretTree } : item)),
    },
    changes: ofEpoch(past.epoch, taken.changes),
    spent: taken.spent,
  };
}

/** A proposal waits for a commit. */
export function withProposal(transition: Transition, pending: PendingProposal): Transition {
  const { state, changes, spent } = transition;
  const name = toHex(pending.reference);
  return {
    state: { ...state, proposals: new Map([...state.proposals, [name, pending]]) },
    changes: [
      ...changes,
      record(recordNames.proposal(name), encodePendingProposal(pending, state.proposals.size)),
    ],
    spent,
  };
}

/**
 * The step into the next epoch. Costs the nodes, the private keys and the leaves that changed: trees share what they have in
 * common, so that comparing references finds it.
 */
export function epochTransition(before: GroupState, after: GroupState): Transition {
  const changes: RecordChange[] = [
    written(recordNames.group, encodeGroupRecord(after)),
    ...nodeChanges(before.tree.nodes, after.tree.nodes),
    ...keyChanges(before, after),
    ...ofEpoch(after.context.epoch, saveSecretTree(after.secretTree)),
    ...[...before.proposals.keys()].map((name) => deleted(recordNames.proposal(name))),
    ...pastChanges(before, after),
    ...resumptionChanges(before, after),
  ];
  return { state: after, changes, spent: spentSecrets(before, after) };
}

/** All records of a state: what a group that begins has to store. */
export function saveGroup(state: GroupState): readonly RecordChange[] {
  const { context, past, tree } = state;
  return [
    written(recordNames.group, encodeGroupRecord(state)),
    ...nodeChanges([], tree.nodes),
    ...[...state.keys.keys].map(([node, bytes]) => record(recordNames.key(node), bytes)),
    ...ofEpoch(context.epoch, saveSecretTree(state.secretTree)),
    ...[...state.proposals].map(([name, pending], index) =>
      record(recordNames.proposal(name), encodePendingProposal(pending, index)),
    ),
    ...past.flatMap((item, index) => [
      ...savePast(item, past[index + 1]?.nodes ?? tree.nodes),
      ...ofEpoch(item.epoch, saveSecretTree(item.secretTree)),
    ]),
    ...state.resumption.map(({ epoch, psk }) => record(recordNames.resumption(epoch), psk)),
  ];
}

/** Of bytes that were made for this record, and are overwritten. */
function written(name: string, bytes: Uint8Array): RecordChange {
  const made = record(name, bytes);
  erase(bytes);
  return made;
}

function record(name: string, bytes: Uint8Array): RecordChange {
  return { name, bytes: withChecksum(name, bytes) };
}

function ofEpoch(epoch: bigint, changes: readonly SecretChange[]): readonly RecordChange[] {
  return changes.map(({ name, bytes }) => {
    const full = recordNames.secrets(epoch, name);
    return bytes === undefined ? deleted(full) : record(full, bytes);
  });
}

function deleted(name: string): RecordChange {
  return { name, bytes: undefined };
}

function nodeChanges(before: TreeNodes, after: TreeNodes): readonly RecordChange[] {
  const changes: RecordChange[] = [];
  const end = Math.max(before.length, after.length);
  for (let node = 0; node < end; node += 1) {
    const content = after[node];
    if (content === before[node]) continue;
    const name = recordNames.node(node);
    changes.push(content === undefined ? deleted(name) : record(name, encodeNode(content)));
  }
  return changes;
}

function keyChanges(before: GroupState, after: GroupState): readonly RecordChange[] {
  const changes: RecordChange[] = [];
  for (const [node, bytes] of after.keys.keys) {
    if (before.keys.keys.get(node) !== bytes) changes.push(record(recordNames.key(node), bytes));
  }
  for (const node of before.keys.keys.keys()) {
    if (!after.keys.keys.has(node)) changes.push(deleted(recordNames.key(node)));
  }
  return changes;
}

function savePast(past: PastEpoch, nextNodes: TreeNodes): readonly RecordChange[] {
  const { epoch, nodes } = past;
  const changes: RecordChange[] = [];
  const end = Math.max(nodes.length, nextNodes.length);
  for (let node = 0; node < end; node += 2) {
    const leaf = nodes[node];
    if (leaf === nextNodes[node]) continue;
    const name = recordNames.pastLeaf(epoch, node / 2);
    changes.push(record(name, leaf === undefined ? noBytes : encodeNode(leaf)));
  }
  changes.push(record(recordNames.past(epoch), encodePastEpoch(past, changes.length)));
  return changes;
}

function pastChanges(before: GroupState, after: GroupState): readonly RecordChange[] {
  const changes: RecordChange[] = [];
  const kept = new Set(after.past.map(({ epoch }) => epoch));
  for (const [index, past] of before.past.entries()) {
    if (kept.has(past.epoch)) continue;
    const next = before.past[index + 1]?.nodes ?? before.tree.nodes;
    changes.push(...savePast(past, next).map(({ name }) => deleted(name)));
    changes.push(...deletedSecrets(past.epoch, past.secretTree));
  }
  const last = after.past.at(-1);
  if (last?.epoch === before.context.epoch) changes.push(...savePast(last, after.tree.nodes));
  else changes.push(...deletedSecrets(before.context.epoch, before.secretTree));
  return changes;
}

function deletedSecrets(epoch: bigint, secretTree: SecretTree): readonly RecordChange[] {
  return ofEpoch(epoch, saveSecretTree(secretTree)).map(({ name }) => deleted(name));
}

function resumptionChanges(before: GroupState, after: GroupState): readonly RecordChange[] {
  const kept = new Set(after.resumption.map(({ epoch }) => epoch));
  const had = new Set(before.resumption.map(({ epoch }) => epoch));
  return [
    ...after.resumption
      .filter(({ epoch }) => !had.has(epoch))
      .map(({ epoch, psk }) => record(recordNames.resumption(epoch), psk)),
    ...before.resumption
      .filter(({ epoch }) => !kept.has(epoch))
      .map(({ epoch }) => deleted(recordNames.resumption(epoch))),
  ];
}

function spentSecrets(before: GroupState, after: GroupState): readonly Uint8Array[] {
  const { secrets } = before;
  const kept = new Set<Uint8Array>([
    ...after.keys.keys.values(),
    ...after.resumption.map(({ psk }) => psk),
    ...after.past.map(({ senderDataSecret }) => senderDataSecret),
    ...trees(after).flatMap(secretsOfTree),
  ]);
  const candidates = [
    ...before.keys.keys.values(),
    ...before.resumption.map(({ psk }) => psk),
    ...before.past.map(({ senderDataSecret }) => senderDataSecret),
    ...[...before.proposals.values()].flatMap(({ ownKeys }) => ownKeys?.encryptionPrivateKey ?? []),
    secrets.initSecret,
    secrets.exporterSecret,
    secrets.externalSecret,
    secrets.membershipKey,
    secrets.resumptionPsk,
    secrets.senderDataSecret,
    ...trees(before).flatMap(secretsOfTree),
  ];
  return candidates.filter((secret) => !kept.has(secret));
}

function trees({ past, secretTree }: GroupState): readonly SecretTree[] {
  return [...past.map((epoch) => epoch.secretTree), secretTree];
}
