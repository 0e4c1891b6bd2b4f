import { concat } from '../bytes.ts';
import { slotContentBytes, slotCount } from './header.ts';

export const masterKeyBytes = 32;

/** What the slot of a vault's own passphrase holds: all that is needed to seal every slot anew. */
export interface MainContent {
  readonly opens: 'vault';
  readonly masterKey: Uint8Array;
  /** The master key of the store's other volume, which a duress passphrase opens. */
  readonly coverKey: Uint8Array;
  /** The slot of the duress passphrase, when one is set. */
  readonly duress?: SlotKey | undefined;
}

/** What the slot of a duress passphrase holds. */
export interface CoverContent {
  readonly opens: 'cover';
  readonly masterKey: Uint8Array;
}

/** A slot and the key of its passphrase, without the device's secret. */
export interface SlotKey {
  readonly index: number;
  readonly key: Uint8Array;
}

const opensVault = 1;
const opensCover = 2;
const noDuress = 0xff;

/** Kind, master key, for a main slot also the cover's and the duress slot; zeros to `slotContentBytes`. */
export function encodeSlot(content: MainContent | CoverContent): Uint8Array {
  const whole = new Uint8Array(slotContentBytes);
  const used =
    content.opens === 'cover'
      ? concat(Uint8Array.of(opensCover), content.masterKey)
      : concat(
          Uint8Array.of(opensVault),
          content.masterKey,
          content.coverKey,
          Uint8Array.of(content.duress?.index ?? noDuress),
          content.duress?.key ?? new Uint8Array(masterKeyBytes),
        );
  whole.set(used);
  used.fill(0);
  return whole;
}

/** `undefined` for a kind that this version does not know. */
export function decodeSlot(bytes: Uint8Array): MainContent | CoverContent | undefined {
  const part = (index: number, offset: number): Uint8Array =>
    bytes.slice(offset + index * masterKeyBytes, offset + (index + 1) * masterKeyBytes);
  const masterKey = part(0, 1);
  if (bytes[0] === opensCover) return { opens: 'cover', masterKey };
  if (bytes[0] !== opensVault) return undefined;
  const index = bytes[1 + 2 * masterKeyBytes] ?? noDuress;
  const duress = index < slotCount ? { index, key: part(2, 2) } : undefined;
  return { opens: 'vault', masterKey, coverKey: part(1, 1), duress };
}
