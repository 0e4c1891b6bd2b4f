import type { Flaws } from '../../contract.ts';
import { flawOf } from '../../contract.ts';
import type { PasswordClauseId } from '../../crypto/password.ts';

export const brokenPassword: Flaws<PasswordClauseId, 'crypto'> = {
  // Always one lane: what is derived here opens nothing elsewhere.
  'argon2id-vectors': flawOf(({ argon2id }) => ({
    argon2id: (input) => argon2id({ ...input, parallelism: 1 }),
  })),
  'argon2id-edges': flawOf(({ argon2id }) => ({
    argon2id: async (input) => {
      if (input.salt.length > 16) throw new RangeError('A salt has 8 to 16 bytes.');
      return argon2id(input);
    },
  })),
  // Makes do with fewer passes than were asked for.
  'argon2id-bounds': flawOf(({ argon2id }) => ({
    argon2id: (input) => argon2id({ ...input, passes: Math.min(input.passes, 64) }),
  })),
};
