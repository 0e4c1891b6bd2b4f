import {
  bytesEqual,
  deviceLinkBytesToSign,
  encodeDeviceLink,
  parseDeviceLink,
} from '@sotto/protocol';
import type { UnsignedRevokeLink } from '@sotto/protocol';
import type { ConversationId } from '../api.ts';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { allKeyPackagesOf } from '../group/given-key-packages.ts';
import type { UsableKeyPackage } from '../group/given-key-packages.ts';
import type { Intent } from '../storage/intent-record.ts';
import { wholeHour } from './whole-hour.ts';

type DeviceIntent = Extract<Intent, { readonly type: 'device' | 'dismiss' }>;

/** What a commit does for one of one's own devices. */
export interface DevicePlan {
  readonly adds?: UsableKeyPackage;
  /** Leaf index. */
  readonly removes?: number;
  readonly link?: Uint8Array;
}

/**
 * @param hasLink the commit puts a link behind the chain already: one is enough, as each names the one before
 * @returns `moot`: there is nothing to do any more. `later`: what it takes is not here yet
 */
export async function planDevice(
  engine: Engine,
  draft: ConversationDraft,
  intent: DeviceIntent,
  hasLink: boolean,
): Promise<DevicePlan | 'moot' | 'later'> {
  const { chains, self } = engine;
  if (intent.type === 'dismiss') return planDismissal(engine, draft, intent.device, hasLink);
  const { device, link } = intent;
  const isThere =
    draft.leaves.ofDevice(device) !== undefined || chains.isRevoked(self.identity, device);
  if (isThere) {
    release(engine, draft.record.id, device);
    return 'moot';
  }
  if (link.length > 0 && hasLink) return 'later';
  if (link.length > 0 && !chains.fits(self.identity, link)) return 'moot';
  // A paper key is in the chain, and a leaf nowhere.
  if (link.length > 0 && isRecovery(link)) return { link };
  const given = await allKeyPackagesOf(engine, draft, self.identity);
  const adds = given.find(
    (each) => bytesEqual(each.device, device) && claim(engine, each, draft.record.id),
  );
  if (adds === undefined) return 'later';
  return link.length > 0 ? { adds, link } : { adds };
}

function isRecovery(bytes: Uint8Array): boolean {
  const link = parseDeviceLink(bytes);
  return link.kind === 'add' && link.role === 'recovery';
}

async function planDismissal(
  engine: Engine,
  draft: ConversationDraft,
  device: Uint8Array,
  hasLink: boolean,
): Promise<DevicePlan | 'moot' | 'later'> {
  const { chains, self, clock, crypto } = engine;
  const leaf = draft.leaves.ofDevice(device);
  const isOwn = leaf === undefined || bytesEqual(leaf.identity, self.identity);
  if (!isOwn || bytesEqual(device, self.device.key)) return 'moot';
  const removes = leaf === undefined ? {} : { removes: leaf.leafIndex };
  if (draft.record.kind !== 'notes' || chains.isRevoked(self.identity, device))
    return leaf === undefined ? 'moot' : removes;
  const chain = chains.of(self.identity);
  if (chain === undefined || !chain.devices.some(({ key }) => bytesEqual(key, device)))
    return leaf === undefined ? 'moot' : removes;
  if (hasLink) return 'later';
  const unsigned: UnsignedRevokeLink = {
    kind: 'revoke',
    signatureKey: device,
    by: self.device.key,
    previous: chain.head,
    createdAtHour: wholeHour(clock),
  };
  const signature = await crypto.signatures.Ed25519.sign(
    self.device.signaturePrivateKey,
    deviceLinkBytesToSign(unsigned),
  );
  return { ...removes, link: encodeDeviceLink({ ...unsigned, signature }) };
}

interface Claim {
  readonly by: ConversationId;
  readonly device: Uint8Array;
}

// Which conversation is about to use a KeyPackage: several make their commits at a time, and none may use one that another does.
const claims = new WeakMap<Engine['store'], Map<string, Claim>>();

function claim(
  { store }: Pick<Engine, 'store'>,
  { name, device }: UsableKeyPackage,
  conversation: ConversationId,
): boolean {
  const known = claims.get(store) ?? new Map<string, Claim>();
  claims.set(store, known);
  const { by } = known.get(name) ?? { by: conversation };
  known.set(name, { by, device });
  return by === conversation;
}

/** What was claimed for a device and came to nothing is free again. */
function release({ store }: Pick<Engine, 'store'>, by: ConversationId, device: Uint8Array): void {
  const known = claims.get(store);
  for (const [name, each] of known ?? [])
    if (each.by === by && bytesEqual(each.device, device)) known?.delete(name);
}
