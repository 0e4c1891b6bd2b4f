import type { GroupState, Suite } from '../../src/index.ts';
import { secretsOfTree } from '../../src/secret-tree/tree-secrets.ts';
import { encodeGroupContext } from '../../src/wire/group-context.ts';
import type { Member } from './world.ts';

// What somebody can make of a client's secrets who has them and a program of their own, which knows no rule.

type Records = ReadonlyMap<string, Uint8Array>;

/** Every run of so many bytes, at every offset of every record, once. */
function windowsOf(records: Records, length: number): readonly Uint8Array[] {
  const found = new Map<string, Uint8Array>();
  for (const [name, bytes] of records) {
    // Nodes are public, and leaves of past epochs.
    if (/^(node|past-leaf)\//.test(name)) continue;
    for (let offset = 0; offset + length <= bytes.length; offset += 1) {
      const window = bytes.subarray(offset, offset + length);
      found.set(window.toHex(), window);
    }
  }
  return [...found.values()];
}

/**
 * Every value of so many bytes in the records, by the format, which is no secret: a record by itself, what is behind the
 * generation of a ratchet, and what is behind a byte that says this length.
 */
function valuesOf(records: Records, length: number): readonly Uint8Array[] {
  const found = new Map<string, Uint8Array>();
  for (const [name, bytes] of records) {
    if (/^(node|past-leaf)\//.test(name)) continue;
    for (let offset = 0; offset + length <= bytes.length; offset += 1) {
      if (offset !== 0 && offset !== 4 && bytes[offset - 1] !== length) continue;
      const value = bytes.subarray(offset, offset + length);
      found.set(value.toHex(), value);
    }
  }
  return [...found.values()];
}

/** Which of these values are bytes of a record, wherever in it. */
export function findIn(records: Records, values: readonly Uint8Array[]): readonly string[] {
  const all = [...records].map(([name, bytes]) => ({ name, hex: bytes.toHex() }));
  return values.flatMap((value) => {
    const hex = value.toHex();
    return all.filter((record) => record.hex.includes(hex)).map(({ name }) => name);
  });
}

/**
 * The keys, in hex, of the first generations of messages that can be derived by taking each value of the records for whatever
 * a key follows from: the epoch's secret, the secret of any node of the secret tree, of a leaf, or of a ratchet in any
 * generation; and every 16 bytes of a record for a key itself.
 */
export async function messageKeysFrom(
  suite: Suite,
  records: Records,
  options: { readonly leafCount: number; readonly generations: number },
): Promise<ReadonlySet<string>> {
  const keys = new Set(windowsOf(records, suite.keyBytes).map((window) => window.toHex()));
  const { generations } = options;
  for (const secret of valuesOf(records, suite.hashBytes)) {
    for (let first = 0; first < generations; first += 1) {
      await followRatchet(suite, secret, first, generations, keys);
    }
    await followTree(suite, secret, options.leafCount, generations, keys);
    await followTree(
      suite,
      await suite.deriveSecret(secret, 'encryption'),
      options.leafCount,
      generations,
      keys,
    );
  }
  return keys;
}

async function followTree(
  suite: Suite,
  secret: Uint8Array,
  leafCount: number,
  generations: number,
  keys: Set<string>,
): Promise<void> {
  for (const kind of ['handshake', 'application']) {
    const ratchet = await suite.expandWithLabel(secret, kind, new Uint8Array(), suite.hashBytes);
    await followRatchet(suite, ratchet, 0, generations, keys);
  }
  if (leafCount === 1) return;
  for (const side of ['left', 'right']) {
    const context = new TextEncoder().encode(side);
    const below = await suite.expandWithLabel(secret, 'tree', context, suite.hashBytes);
    await followTree(suite, below, leafCount / 2, generations, keys);
  }
}

async function followRatchet(
  suite: Suite,
  secret: Uint8Array,
  first: number,
  end: number,
  keys: Set<string>,
): Promise<void> {
  let current = secret;
  for (let generation = first; generation < end; generation += 1) {
    keys.add((await suite.deriveTreeSecret(current, 'key', generation, suite.keyBytes)).toHex());
    current = await suite.deriveTreeSecret(current, 'secret', generation, suite.hashBytes);
  }
}

/** Whether any of these records has a private key that opens anything in the path of a public commit. */
export async function opensPath(
  records: Records,
  commit: Uint8Array,
  before: GroupState,
  after: Member,
): Promise<boolean> {
  const { suite, context } = before;
  const message = after.stage.mls.parse(commit);
  if (message.wireFormat !== 'public_message') throw new Error('not a public message');
  const { content } = message.publicMessage.content;
  const nodes = (content.contentType === 'commit' && content.commit.path?.nodes) || [];
  const { treeHash, epoch, extensions } = after.state.context;
  const provisional = encodeGroupContext({ ...context, epoch, treeHash, extensions });
  const hpkeContext = await suite.hpkeContext('UpdatePathNode', provisional);
  const keys = new Map([...records].filter(([name]) => /^(key|proposal)\//.test(name)));
  for (const key of valuesOf(keys, suite.privateKeyBytes)) {
    for (const sealed of nodes.flatMap(({ encryptedPathSecret }) => encryptedPathSecret)) {
      if ((await suite.hpkeOpen(key, hpkeContext, sealed)) !== undefined) return true;
    }
  }
  return false;
}

/** Every array of a state that holds a secret, but for the long-lived signature key, which is the application's. */
export function secretsOf(state: GroupState): readonly Uint8Array[] {
  const { epochAuthenticator: _public, ...secrets } = state.secrets;
  return [
    ...Object.values(secrets),
    ...state.keys.keys.values(),
    ...secretsOfTree(state.secretTree),
    ...state.past.flatMap(({ senderDataSecret, secretTree }) => [
      senderDataSecret,
      ...secretsOfTree(secretTree),
    ]),
    ...state.resumption.map(({ psk }) => psk),
    ...[...state.proposals.values()].flatMap(({ ownKeys }) => ownKeys?.encryptionPrivateKey ?? []),
  ];
}
