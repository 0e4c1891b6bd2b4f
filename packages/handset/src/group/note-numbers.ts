import { isSottoError } from '@sotto/core';
import { parseNumbers } from '@sotto/protocol';
import type { DeviceNumber } from '@sotto/protocol';
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

/** Notes how far the others' frames came, as far as nothing better is known. */
export function noteNumbers({ leaves, me, peer, putPeer }: Known, bytes: Uint8Array): void {
  const told = parsedNumbers(bytes);
  for (const { device, next } of told) {
    const leaf = leaves.ofDevice(device);
    if (leaf === undefined || leaf.leafIndex === me?.leafIndex) continue;
    if (peer(device)?.next !== undefined) continue;
    putPeer({ ...freshPeer(device, leaf.identity), next, isHearsay: true });
  }
}

function parsedNumbers(bytes: Uint8Array): readonly DeviceNumber[] {
  try {
    return parseNumbers(bytes);
  } catch (error) {
    if (!isSottoError(error)) throw error;
    // Then the first frames themselves say where they begin, as far as they can.
    return [];
  }
}
