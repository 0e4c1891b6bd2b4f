import { bytesEqual, parseDeviceLink } from '@sotto/protocol';

/**
 * The links of a verified chain that lead from its first device to this one, as a credential wants them; `undefined` when the chain
 * has no such device.
 */
export function pathTo(
  links: readonly Uint8Array[],
  device: Uint8Array,
): readonly Uint8Array[] | undefined {
  const path: Uint8Array[] = [];
  let wanted = device;
  for (const bytes of links.toReversed()) {
    const link = parseDeviceLink(bytes);
    if (link.kind === 'revoke' || !bytesEqual(link.signatureKey, wanted)) continue;
    path.unshift(bytes);
    if (link.kind === 'first') return path;
    wanted = link.by;
  }
  return undefined;
}
