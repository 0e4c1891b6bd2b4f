import type { KeyPackage } from '@sotto/mls';
import { bytesEqual } from '@sotto/protocol';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { toHex } from '../hex.ts';
import { handsetLimits } from '../limits.ts';
import { nowSeconds, readKeyPackage } from '../mls/key-package.ts';
import { isRefusal } from '../mls/refusal.ts';
import { decodeGivenKeyPackage, encodeGivenKeyPackage } from '../storage/own-key-package.ts';
import { tables } from '../storage/tables.ts';
import { leafOf } from './leaves.ts';

/** A KeyPackage that somebody gave, fit to add their device with. */
export interface UsableKeyPackage {
  readonly keyPackage: KeyPackage;
  /** `<identity hex>/<hash hex>`: to forget it by, once it was used. */
  readonly name: string;
  readonly device: Uint8Array;
}

/** Keeps KeyPackages that a contact gave in the draft; what does not fit, or is somebody else's, is left. */
export async function keepKeyPackages(
  engine: Engine,
  draft: ConversationDraft,
  identity: Uint8Array,
  messages: readonly Uint8Array[],
): Promise<void> {
  const table = tables.keyPackages(toHex(identity));
  const before: Uint8Array[] = [];
  for await (const value of engine.store.values(table)) before.push(value);
  const isOwn = bytesEqual(identity, engine.self.identity);
  const { maxGivenKeyPackages, maxSiblingKeyPackages } = handsetLimits;
  const most = isOwn ? maxSiblingKeyPackages : maxGivenKeyPackages;
  let kept = before.length;
  for (const message of messages) {
    if (kept >= most) break;
    if ((await usable(engine, identity, message)) === undefined) continue;
    const hash = await engine.crypto.hash('SHA-256', message);
    const value = encodeGivenKeyPackage({ message, receivedAtMs: engine.clock.now() });
    draft.tx.put({ table, id: toHex(hash) }, value);
    kept += 1;
  }
  draft.after(() => engine.keyPackagesCame(identity));
}

/** One KeyPackage for each device of somebody; those that cannot be used any more are forgotten in `tx`. */
export async function keyPackagesOf(
  engine: Engine,
  draft: Pick<ConversationDraft, 'tx'>,
  identity: Uint8Array,
): Promise<readonly UsableKeyPackage[]> {
  const all = await allKeyPackagesOf(engine, draft, identity);
  const revoked = ({ device }: UsableKeyPackage): boolean =>
    engine.chains.isRevoked(identity, device);
  const fit = all.filter((each) => !revoked(each));
  return [...new Map(fit.map((each) => [toHex(each.device), each])).values()];
}

/**
 * Whether there is a KeyPackage of somebody that has not ended. For showing: all that are kept were found to be sound when they came, and
 * are looked at again when they are used.
 */
export async function hasKeyPackageOf(
  engine: Pick<Engine, 'store' | 'mls' | 'chains' | 'clock'>,
  identity: Uint8Array,
): Promise<boolean> {
  for await (const value of engine.store.values(tables.keyPackages(toHex(identity)))) {
    const parsed = engine.mls.parse(decodeGivenKeyPackage(value).message);
    if (parsed.wireFormat !== 'key_package') continue;
    const { source, signatureKey } = parsed.keyPackage.leafNode;
    if (source.kind !== 'key_package' || engine.chains.isRevoked(identity, signatureKey)) continue;
    const { notBefore, notAfter } = source.lifetime;
    const now = BigInt(nowSeconds(engine.clock));
    if (notBefore <= now && now <= notAfter) return true;
  }
  return false;
}

/** All that somebody gave, of whichever device; those that cannot be used any more are forgotten in `tx`. */
export async function allKeyPackagesOf(
  engine: Engine,
  draft: Pick<ConversationDraft, 'tx'>,
  identity: Uint8Array,
): Promise<readonly UsableKeyPackage[]> {
  const table = tables.keyPackages(toHex(identity));
  const found: UsableKeyPackage[] = [];
  for await (const value of engine.store.values(table)) {
    const { message } = decodeGivenKeyPackage(value);
    const hash = toHex(await engine.crypto.hash('SHA-256', message));
    const fit = await usable(engine, identity, message);
    if (fit === undefined) draft.tx.remove({ table, id: hash });
    else found.push({ ...fit, name: `${toHex(identity)}/${hash}` });
  }
  return found;
}

export function forgetKeyPackages(
  draft: Pick<ConversationDraft, 'tx'>,
  names: readonly string[],
): void {
  for (const name of names) {
    const [identity = '', hash = ''] = name.split('/');
    draft.tx.remove({ table: tables.keyPackages(identity), id: hash });
  }
}

async function usable(
  engine: Engine,
  identity: Uint8Array,
  message: Uint8Array,
): Promise<Omit<UsableKeyPackage, 'name'> | undefined> {
  try {
    const keyPackage = await readKeyPackage(engine, message);
    const { leafNode } = keyPackage;
    const leaf = leafOf({ leafIndex: 0, leafNode });
    const claim = { ...leafNode, role: 'member' } as const;
    if (leaf === undefined || !bytesEqual(leaf.identity, identity)) return undefined;
    if (!(await engine.authenticate(claim, undefined))) return undefined;
    return { keyPackage, device: leaf.device };
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}
