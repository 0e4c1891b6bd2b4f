import { noBytes } from '../bytes.ts';
import { MlsError } from '../mls-error.ts';
import type { Suite } from '../suite/suite.ts';

/** RFC 9420 §8: what an epoch's secret gives. Each as long as the suite's hash. */
export interface EpochSecrets {
  readonly senderDataSecret: Uint8Array;
  /** The root of the secret tree (§9), which takes it over: it is consumed with the first message. */
  readonly encryptionSecret: Uint8Array;
  readonly exporterSecret: Uint8Array;
  readonly epochAuthenticator: Uint8Array;
  readonly externalSecret: Uint8Array;
  readonly confirmationKey: Uint8Array;
  readonly membershipKey: Uint8Array;
  readonly resumptionPsk: Uint8Array;
  /** Of this epoch: it begins the next one. */
  readonly initSecret: Uint8Array;
}

/**
 * `joiner_secret` of the epoch that `encodedContext`, its GroupContext, describes. `commitSecret` is all zeros where the
 * commit has no path.
 */
export async function joinerSecret(
  suite: Suite,
  initSecret: Uint8Array,
  commitSecret: Uint8Array,
  encodedContext: Uint8Array,
): Promise<Uint8Array> {
  const extracted = await suite.extract(initSecret, commitSecret);
  const secret = await suite.expandWithLabel(extracted, 'joiner', encodedContext, suite.hashBytes);
  extracted.fill(0);
  return secret;
}

/** `welcome_secret`, for one who does not know the epoch's GroupContext yet. */
export async function welcomeSecret(
  suite: Suite,
  joiner: Uint8Array,
  pskSecret: Uint8Array,
): Promise<Uint8Array> {
  const member = await suite.extract(joiner, pskSecret);
  const secret = await suite.deriveSecret(member, 'welcome');
  member.fill(0);
  return secret;
}

/** All that follows from `joiner_secret`. The secrets between are overwritten; `joiner` and `pskSecret` stay as they are. */
export async function epochSecrets(
  suite: Suite,
  joiner: Uint8Array,
  pskSecret: Uint8Array,
  encodedContext: Uint8Array,
): Promise<{ readonly secrets: EpochSecrets; readonly welcomeSecret: Uint8Array }> {
  const member = await suite.extract(joiner, pskSecret);
  const [welcome, epoch] = await Promise.all([
    suite.deriveSecret(member, 'welcome'),
    suite.expandWithLabel(member, 'epoch', encodedContext, suite.hashBytes),
  ]);
  const secrets = await deriveEpochSecrets(suite, epoch);
  member.fill(0);
  epoch.fill(0);
  return { secrets, welcomeSecret: welcome };
}

/** From `epoch_secret`, which a group's founder draws at random (RFC 9420 §11) and everybody else derives. */
export async function deriveEpochSecrets(
  suite: Suite,
  epochSecret: Uint8Array,
): Promise<EpochSecrets> {
  const derive = (label: string): Promise<Uint8Array> => suite.deriveSecret(epochSecret, label);
  return {
    senderDataSecret: await derive('sender data'),
    encryptionSecret: await derive('encryption'),
    exporterSecret: await derive('exporter'),
    epochAuthenticator: await derive('authentication'),
    externalSecret: await derive('external'),
    confirmationKey: await derive('confirm'),
    membershipKey: await derive('membership'),
    resumptionPsk: await derive('resumption'),
    initSecret: await derive('init'),
  };
}

/** RFC 9420 §12.4.3.1: what a Welcome's GroupInfo is sealed under. */
export async function welcomeKey(
  suite: Suite,
  secret: Uint8Array,
): Promise<{ readonly key: Uint8Array; readonly nonce: Uint8Array }> {
  const [key, nonce] = await Promise.all([
    suite.expandWithLabel(secret, 'key', noBytes, suite.keyBytes),
    suite.expandWithLabel(secret, 'nonce', noBytes, suite.nonceBytes),
  ]);
  return { key, nonce };
}

/**
 * MLS-Exporter (RFC 9420 §8.5).
 *
 * @param length in bytes, at most 255 hashes
 * @throws MLS_INPUT for a length that cannot be
 */
export async function exportSecret(
  suite: Suite,
  exporterSecret: Uint8Array,
  label: string,
  context: Uint8Array,
  length: number,
): Promise<Uint8Array> {
  if (!Number.isInteger(length) || length < 0 || length > 255 * suite.hashBytes) {
    throw new MlsError('MLS_INPUT', 'That many bytes cannot be exported.');
  }
  const [secret, hash] = await Promise.all([
    suite.deriveSecret(exporterSecret, label),
    suite.hash(context),
  ]);
  const exported = await suite.expandWithLabel(secret, 'exported', hash, length);
  secret.fill(0);
  return exported;
}
