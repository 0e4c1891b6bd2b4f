import type { Crypto } from '@sotto/core';
import { bytesEqual, parseDeviceLink, verifyDeviceChain } from '@sotto/protocol';
import type { DeviceChain } from '@sotto/protocol';
import { toHex } from '../hex.ts';
import { decodeChain, encodeChain } from '../storage/chain-record.ts';
import type { ChainRecord } from '../storage/chain-record.ts';
import { tables } from '../storage/tables.ts';
import type { Transaction } from '../storage/transaction.ts';
import type { SealedStore } from '../vault/sealed-store.ts';

/** `longer`: it was taken. `older`: part of what is known. `forked`: two links behind one. `invalid`: no chain of this identity. */
export type Learned = 'same' | 'longer' | 'older' | 'forked' | 'invalid';

/** Which devices people have, as far as they told: one's own identity, and others'. */
export interface Chains {
  readonly of: (identity: Uint8Array) => DeviceChain | undefined;
  readonly links: (identity: Uint8Array) => readonly Uint8Array[];
  /** True when this device was one of theirs and is no more, as far as it is known. */
  readonly isRevoked: (identity: Uint8Array, device: Uint8Array) => boolean;
  /** All devices that are known to be no more, of whomever. */
  readonly revoked: () => readonly { readonly identity: Uint8Array; readonly device: Uint8Array }[];
  readonly isForked: (identity: Uint8Array) => boolean;
  /** Whether a link would go behind what is known of this chain. Its signatures are not looked at. */
  readonly fits: (identity: Uint8Array, link: Uint8Array) => boolean;
  /** Takes a chain that somebody told into `tx`, and follows at once in memory: the caller commits `tx`. */
  readonly learn: (
    tx: Pick<Transaction, 'put'>,
    identity: Uint8Array,
    links: readonly Uint8Array[],
  ) => Promise<Learned>;
}

interface Known {
  readonly record: ChainRecord;
  readonly chain: DeviceChain;
}

/** @param own the path of this device, which is all that it knows of its own chain until it hears of another device */
export async function loadChains(
  store: SealedStore,
  crypto: Crypto,
  own: readonly Uint8Array[],
): Promise<Chains> {
  const known = new Map<string, Known>();
  const { verify } = crypto.signatures.Ed25519;
  for await (const value of store.values(tables.chains)) {
    const record = decodeChain(value);
    // It was verified before it was sealed.
    const chain = await verifyDeviceChain(record.links, async () => true);
    if (chain !== undefined) known.set(toHex(chain.identity), { record, chain });
  }
  const first = await verifyDeviceChain(own.slice(0, 1), verify);
  if (first !== undefined && !known.has(toHex(first.identity)))
    known.set(toHex(first.identity), {
      record: { links: own.slice(0, 1), fork: [] },
      chain: first,
    });

  const of = (identity: Uint8Array): Known | undefined => known.get(toHex(identity));

  return {
    of: (identity) => of(identity)?.chain,
    links: (identity) => of(identity)?.record.links ?? [],
    isRevoked: (identity, device) =>
      of(identity)?.chain.devices.some(
        ({ key, revokedAtHour }) => revokedAtHour !== undefined && bytesEqual(key, device),
      ) ?? false,
    revoked: () =>
      [...known.values()].flatMap(({ chain: { identity, devices } }) =>
        devices
          .filter(({ revokedAtHour }) => revokedAtHour !== undefined)
          .map(({ key: device }) => ({ identity, device })),
      ),
    isForked: (identity) => (of(identity)?.record.fork.length ?? 0) > 0,
    fits: (identity, bytes) => {
      const link = parseDeviceLink(bytes);
      const head = of(identity)?.chain.head;
      return link.kind !== 'first' && head !== undefined && bytesEqual(link.previous, head);
    },
    learn: async (tx, identity, links) => {
      const before = of(identity);
      const put = (record: ChainRecord, chain: DeviceChain): void => {
        known.set(toHex(identity), { record, chain });
        tx.put({ table: tables.chains, id: identity }, encodeChain(record));
      };
      if (before !== undefined && isStartOf(links, before.record.links))
        return links.length === before.record.links.length ? 'same' : 'older';
      const chain = await verifyDeviceChain(links, verify);
      if (chain === undefined || !bytesEqual(chain.identity, identity)) return 'invalid';
      if (before === undefined || isStartOf(before.record.links, links)) {
        put({ links, fork: before?.record.fork ?? [] }, chain);
        return 'longer';
      }
      if (before.record.fork.length === 0)
        put({ links: before.record.links, fork: links }, before.chain);
      return 'forked';
    },
  };
}

function isStartOf(short: readonly Uint8Array[], long: readonly Uint8Array[]): boolean {
  return short.length <= long.length && short.every((link, at) => bytesEqual(link, long[at]!));
}
