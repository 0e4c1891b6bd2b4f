import { isSottoError } from '@sotto/core';
import { parseNumbers } from '@sotto/protocol';
import type { Numbers } from '@sotto/protocol';
import { toHex } from '../hex.ts';
import { handsetLimits } from '../limits.ts';
import { freshPeer } from '../storage/peer-record.ts';
import type { PeerRecord } from '../storage/peer-record.ts';
import type { Leaf, Leaves } from './leaves.ts';

interface Known {
  readonly leaves: Leaves;
  /** This device's own leaf. */
  readonly me: Leaf | undefined;
  readonly peer: (device: Uint8Array) => PeerRecord | undefined;
  readonly putPeer: (peer: PeerRecord) => void;
}

/**
 * Notes how far the others' frames came, as far as nothing better is known. Of whom nothing is told nothing came yet; in groups where that would be many records,
 * their first frames say how many came before.
 */
export function noteNumbers(
  { leaves, me, peer, putPeer }: Known,
  devices: Numbers['devices'],
): void {
  for (const { device, next } of devices) {
    const leaf = leaves.ofDevice(device);
    if (leaf === undefined || leaf.leafIndex === me?.leafIndex) continue;
    const known = peer(device) ?? freshPeer(device, leaf.identity);
    if (known.next === undefined) putPeer({ ...known, next, isHearsay: true });
  }
  if (devices.length === 0 || leaves.all.length > handsetLimits.maxReceiptMembers) return;
  const told = new Set(devices.map(({ device }) => toHex(device)));
  for (const { device, identity, leafIndex } of leaves.all) {
    if (leafIndex === me?.leafIndex || told.has(toHex(device))) continue;
    const known = peer(device) ?? freshPeer(device, identity);
    if (known.next === undefined) putPeer({ ...known, next: 0, isHearsay: true });
  }
}

/** What somebody who comes in is told, as far as it has its form. */
export function parsedNumbers(bytes: Uint8Array): Numbers {
  try {
    return parseNumbers(bytes);
  } catch (error) {
    if (!isSottoError(error)) throw error;
    // Then the first frames themselves say where they begin, as far as they can.
    return { devices: [], epochs: [] };
  }
}
