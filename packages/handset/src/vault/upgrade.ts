import { erase } from '../bytes.ts';
import { handsetLimits } from '../limits.ts';
import { coverRecords, rootsOf } from './cover-records.ts';
import type { HeaderOf3 } from './header.ts';
import { putHeader } from './put-header.ts';
import { stretchPassphrase } from './passphrase.ts';
import { masterKeyBytes } from './slot.ts';
import { slotKey } from './slot-key.ts';
import { anyIndex, eraseMain, openSlotOf3, sealSlots } from './slots.ts';
import type { VaultParts } from './vault-parts.ts';

/**
 * Makes a vault of version 3 one of this version, in one write: master key, salt and costs are taken over, so every record
 * stays as it is, the roots over them are made, and a cover is added. False, and nothing is written, when the passphrase does not open it: version 3 counts
 * no tries.
 */
export async function upgrade(
  parts: VaultParts,
  old: HeaderOf3,
  passphrase: string,
): Promise<boolean> {
  const { crypto, headerRandom: random, cover } = parts;
  const { salt, cost } = old;
  const stretched = await stretchPassphrase(crypto, passphrase, salt, cost);
  const masterKey = await openSlotOf3(crypto, old, stretched);
  if (masterKey === undefined) {
    erase(stretched);
    return false;
  }
  const index = anyIndex(random(4));
  const key = await slotKey(crypto, stretched, index);
  erase(stretched);
  const main = { index, key, masterKey, coverKey: random(masterKeyBytes) };
  try {
    const records = [
      ...(await rootsOf(parts, masterKey)),
      ...(cover.isAlwaysMade ? await coverRecords(parts, main) : []),
    ];
    const slots = await sealSlots(crypto, random, { salt, cost }, main, undefined);
    const header = {
      version: 4,
      ...{ salt, cost, slots },
      maxTries: handsetLimits.defaultWrongTries,
      wrongTries: 0,
      credentialId: new Uint8Array(0),
    } as const;
    await putHeader(parts, header, records);
  } finally {
    eraseMain(main);
  }
  return true;
}
