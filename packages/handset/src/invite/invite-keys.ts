import type { Crypto, RegisterToken } from '@sotto/core';
import { labelBytes, labels } from '@sotto/protocol';
import type { Label } from '@sotto/protocol';

/** What both sides derive from an invite's secret. */
export interface InviteKeys {
  readonly keyPackageToken: RegisterToken;
  readonly keyPackageKey: Uint8Array;
  /** Also names the invite inside a handset. */
  readonly claimToken: RegisterToken;
  readonly welcomeKey: Uint8Array;
}

export async function deriveInviteKeys(crypto: Crypto, secret: Uint8Array): Promise<InviteKeys> {
  const derive = (label: Label): Promise<Uint8Array> =>
    crypto.hkdfExpand('SHA-256', secret, labelBytes(label), 32);
  return {
    keyPackageToken: (await derive(labels.inviteKeyPackageToken)) as RegisterToken,
    keyPackageKey: await derive(labels.inviteKeyPackageKey),
    claimToken: (await derive(labels.inviteClaimToken)) as RegisterToken,
    welcomeKey: await derive(labels.inviteWelcomeKey),
  };
}
