import type { Protection } from '../api.ts';
import { handsetLimits } from '../limits.ts';
import { readHeader } from '../vault/read-header.ts';
import { waitOf } from '../vault/tries.ts';
import type { VaultParts } from '../vault/vault-parts.ts';

/** What the header says in the clear. @throws HANDSET_ABSENT, VAULT_BROKEN, VAULT_NEWER, VAULT_OLDER */
export async function readProtection(parts: VaultParts): Promise<Protection> {
  const header = await readHeader(parts);
  if (header.version === 3) {
    const { defaultWrongTries: maxTries } = handsetLimits;
    return { cost: header.cost, maxTries, wrongTries: 0, waitMs: 0 };
  }
  const { cost, maxTries, wrongTries, credentialId } = header;
  return {
    ...{ cost, maxTries, wrongTries, waitMs: waitOf(header) },
    ...(credentialId.length > 0 ? { credentialId } : {}),
  };
}
