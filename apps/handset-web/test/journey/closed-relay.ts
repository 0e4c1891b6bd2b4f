import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mintCredit } from '@sotto/access-invite';
import type { MintedCredit } from '@sotto/access-invite';
import { nodeCrypto } from '@sotto/crypto-node';
import { encodeRelayInvite, parseRelayUrl } from '@sotto/protocol';
import { answers, freePort, run, stop } from './servers.ts';

/** A relay for those whom its operator invited, that serves the built handset, and its operator. */
export interface ClosedRelay {
  readonly url: string;
  /** Makes an invite; its link is what a newcomer is given. */
  readonly invite: () => Promise<MintedCredit & { readonly link: string }>;
  readonly revoke: (invite: MintedCredit) => Promise<void>;
  readonly end: () => Promise<void>;
}

export async function startClosedRelay(): Promise<ClosedRelay> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-closed-'));
  const crypto = await nodeCrypto().create({});
  const seed = crypto.random(32);
  const key = Buffer.from(await crypto.signatures.Ed25519.publicKey(seed)).toString('hex');
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const revoked = join(folder, 'revoked');
  const web = join(import.meta.dirname, '../../dist');
  const relay = run('apps/relay/src/main.ts', [
    ...['--data', join(folder, 'relay'), '--port', String(port), '--host', '127.0.0.1'],
    ...['--web', web, '--access', 'invite', '--access-key', key, '--revoked-invites', revoked],
  ]);
  await answers(`${url}/healthz`, relay);
  return {
    url,
    invite: async () => {
      const terms = { mailboxes: 50, expiresAtMs: Date.now() + 86_400_000 };
      const minted = await mintCredit(crypto, seed, terms);
      const { bytes: credit } = minted;
      const link = encodeRelayInvite({ relay: parseRelayUrl(url), credit, charterHash: null });
      return { ...minted, link };
    },
    revoke: ({ id }) => appendFile(revoked, `${id}\n`),
    end: async () => {
      await stop(relay);
      await rm(folder, { recursive: true });
    },
  };
}
