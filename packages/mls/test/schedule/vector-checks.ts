import { expect } from 'vitest';
import { externalKeyPair } from '../../src/schedule/external-init.ts';
import {
  epochSecrets,
  exportSecret,
  joinerSecret,
  welcomeSecret,
} from '../../src/schedule/key-schedule.ts';
import { pskSecret } from '../../src/schedule/psk.ts';
import {
  confirmationTag,
  confirmedTranscriptHash,
  interimTranscriptHash,
} from '../../src/schedule/transcript.ts';
import type { Suite } from '../../src/suite/suite.ts';
import { readAuthData, readFramedContent, wireFormats } from '../../src/wire/framed-content.ts';
import { encodeGroupContext } from '../../src/wire/group-context.ts';
import { Reader } from '../../src/wire/reader.ts';
import type { Hex } from '../vectors.ts';
import { fromHex, toHex } from '../vectors.ts';

export interface KeyScheduleVector {
  readonly cipher_suite: number;
  readonly group_id: Hex;
  readonly initial_init_secret: Hex;
  readonly epochs: readonly {
    readonly tree_hash: Hex;
    readonly commit_secret: Hex;
    readonly psk_secret: Hex;
    readonly confirmed_transcript_hash: Hex;
    readonly group_context: Hex;
    readonly joiner_secret: Hex;
    readonly welcome_secret: Hex;
    readonly init_secret: Hex;
    readonly sender_data_secret: Hex;
    readonly encryption_secret: Hex;
    readonly exporter_secret: Hex;
    readonly epoch_authenticator: Hex;
    readonly external_secret: Hex;
    readonly confirmation_key: Hex;
    readonly membership_key: Hex;
    readonly resumption_psk: Hex;
    readonly external_pub: Hex;
    readonly exporter: {
      readonly label: string;
      readonly context: Hex;
      readonly length: number;
      readonly secret: Hex;
    };
  }[];
}

export async function checkKeySchedule(suite: Suite, vector: KeyScheduleVector): Promise<void> {
  let initSecret = fromHex(vector.initial_init_secret);
  for (const [index, epoch] of vector.epochs.entries()) {
    const context = encodeGroupContext({
      version: 1,
      cipherSuite: vector.cipher_suite,
      groupId: fromHex(vector.group_id),
      epoch: BigInt(index),
      treeHash: fromHex(epoch.tree_hash),
      confirmedTranscriptHash: fromHex(epoch.confirmed_transcript_hash),
      extensions: [],
    });
    expect(toHex(context)).toBe(epoch.group_context);
    const psk = fromHex(epoch.psk_secret);
    const joiner = await joinerSecret(suite, initSecret, fromHex(epoch.commit_secret), context);
    expect(toHex(joiner)).toBe(epoch.joiner_secret);
    expect(toHex(await welcomeSecret(suite, joiner, psk))).toBe(epoch.welcome_secret);
    const { secrets, welcomeSecret: welcome } = await epochSecrets(suite, joiner, psk, context);
    expect(toHex(welcome)).toBe(epoch.welcome_secret);
    expect(Object.fromEntries(Object.entries(secrets).map(([k, v]) => [k, toHex(v)]))).toEqual({
      senderDataSecret: epoch.sender_data_secret,
      encryptionSecret: epoch.encryption_secret,
      exporterSecret: epoch.exporter_secret,
      epochAuthenticator: epoch.epoch_authenticator,
      externalSecret: epoch.external_secret,
      confirmationKey: epoch.confirmation_key,
      membershipKey: epoch.membership_key,
      resumptionPsk: epoch.resumption_psk,
      initSecret: epoch.init_secret,
    });
    const external = await externalKeyPair(suite, secrets.externalSecret);
    expect(toHex(external.publicKey)).toBe(epoch.external_pub);
    const { label, context: about, length, secret } = epoch.exporter;
    const { exporterSecret } = secrets;
    const exported = await exportSecret(suite, exporterSecret, label, fromHex(about), length);
    expect(toHex(exported)).toBe(secret);
    ({ initSecret } = secrets);
  }
}

export interface PskVector {
  readonly cipher_suite: number;
  readonly psks: readonly { readonly psk_id: Hex; readonly psk: Hex; readonly psk_nonce: Hex }[];
  readonly psk_secret: Hex;
}

export async function checkPskSecret(suite: Suite, vector: PskVector): Promise<void> {
  const psks = vector.psks.map(({ psk_id, psk, psk_nonce }) => ({
    id: { pskType: 'external', pskId: fromHex(psk_id), pskNonce: fromHex(psk_nonce) } as const,
    psk: fromHex(psk),
  }));
  expect(toHex(await pskSecret(suite, psks))).toBe(vector.psk_secret);
}

export interface TranscriptVector {
  readonly cipher_suite: number;
  readonly confirmation_key: Hex;
  readonly authenticated_content: Hex;
  readonly interim_transcript_hash_before: Hex;
  readonly confirmed_transcript_hash_after: Hex;
  readonly interim_transcript_hash_after: Hex;
}

export async function checkTranscript(suite: Suite, vector: TranscriptVector): Promise<void> {
  const reader = new Reader(fromHex(vector.authenticated_content));
  const wireFormat =
    reader.u16() === wireFormats.public_message ? 'public_message' : 'private_message';
  const content = readFramedContent(reader);
  const { signature, confirmationTag: tag } = readAuthData(reader, content.content.contentType);
  reader.close();
  const before = fromHex(vector.interim_transcript_hash_before);
  const commit = { wireFormat, content, signature } as const;
  const confirmed = await confirmedTranscriptHash(suite, before, commit);
  expect(toHex(confirmed)).toBe(vector.confirmed_transcript_hash_after);
  const key = fromHex(vector.confirmation_key);
  expect(toHex(await confirmationTag(suite, key, confirmed))).toBe(toHex(tag!));
  const interim = await interimTranscriptHash(suite, confirmed, tag!);
  expect(toHex(interim)).toBe(vector.interim_transcript_hash_after);
}
