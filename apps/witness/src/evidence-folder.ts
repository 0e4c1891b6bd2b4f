import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { encodeEvidence } from '@sotto/actlog';
import { witnessLimits } from './limits.ts';

/** What proves that a log signed two trees, in files that anybody can check without trusting this witness. */
export interface EvidenceFolder {
  /** Keeps two signed heads of one size and two roots, once. Past `maxEvidenceFiles` the first ones stay: one proof is enough. */
  readonly keep: (one: Uint8Array, other: Uint8Array) => void;
}

export function evidenceIn(folder: string): EvidenceFolder {
  return {
    keep: (one, other) => {
      const bytes = encodeEvidence({ smaller: one, larger: other, otherRoot: null, proof: [] });
      const name = `${createHash('sha256').update(bytes).digest('hex')}.evidence`;
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const kept = readdirSync(folder);
      if (kept.includes(name) || kept.length >= witnessLimits.maxEvidenceFiles) return;
      const file = openSync(join(folder, name), 'wx', 0o600);
      try {
        writeSync(file, bytes);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
    },
  };
}
