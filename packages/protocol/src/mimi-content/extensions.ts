import { isText } from '../cbor/int-map.ts';
import { isCborArray, isCborMap, isCborTag } from '../cbor/value.ts';
import type { CborValue } from '../cbor/value.ts';
import { protocolLimits } from '../limits.ts';
import type { MimiContent, MimiExtensions } from './content.ts';
import { invalid } from './invalid.ts';

const senderKey = 1;
const roomKey = 2;

/** The sender's URI as the content states it (extension 1). To be believed only when the credential agrees. */
export function mimiSenderUri(content: MimiContent): string | undefined {
  return text(content.mimiExtensions.get(senderKey));
}

/** The room's URI as the content states it (extension 2). */
export function mimiRoomUri(content: MimiContent): string | undefined {
  return text(content.mimiExtensions.get(roomKey));
}

function text(value: CborValue): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Extensions that state sender and room; either may be left out. */
export function mimiExtensions(uris: {
  readonly senderUri?: string | undefined;
  readonly roomUri?: string | undefined;
}): MimiExtensions {
  const extensions = new Map<number, CborValue>();
  if (uris.senderUri !== undefined) extensions.set(senderKey, uris.senderUri);
  if (uris.roomUri !== undefined) extensions.set(roomKey, uris.roomUri);
  return extensions;
}

/** Checks a decoded extensions map (draft, Extension Fields; Data model and Depth restrictions). */
export function readExtensions(value: CborValue): MimiExtensions {
  if (!isCborMap(value)) return invalid('mimiExtensions');
  const extensions = new Map<number | string, CborValue>();
  for (const [key, item] of value) {
    if (!isExtensionKey(key)) return invalid('an extension key');
    if (
      (key === senderKey || key === roomKey) &&
      !isText(item, protocolLimits.maxContentUriBytes)
    ) {
      return invalid('senderUri or roomUri');
    }
    checkExtensionValue(item, 2);
    extensions.set(key, item);
  }
  return extensions;
}

function isExtensionKey(key: CborValue): key is number | string {
  if (typeof key === 'number') return key !== 0;
  return key !== '' && isText(key, protocolLimits.maxContentExtensionKeyBytes);
}

// `level` is the level that a container at this place would have; the extensions map itself is level 1.
function checkExtensionValue(value: CborValue, level: number): void {
  const isBignum = typeof value === 'bigint' && (value >= 1n << 64n || value < -(1n << 64n));
  if (!isBignum && !isCborArray(value) && !isCborMap(value) && !isCborTag(value)) return;
  if (level > protocolLimits.maxContentExtensionDepth) invalid('the depth of an extension');
  if (isCborArray(value)) {
    for (const item of value) checkExtensionValue(item, level + 1);
  } else if (isCborMap(value)) {
    for (const [key, item] of value) {
      if (typeof key !== 'number' && typeof key !== 'string' && !(key instanceof Uint8Array)) {
        invalid('a map key inside an extension');
      }
      checkExtensionValue(item, level + 1);
    }
  } else if (isCborTag(value)) {
    checkExtensionValue(value.value, level + 1);
  }
}
