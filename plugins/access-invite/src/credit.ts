import { SottoError } from '@sotto/core';
import type { Crypto } from '@sotto/core';
import type { AccessInviteErrorCode } from './error-codes.ts';

// version 1 | id 16 | mailboxes 2 | expiry 4 (unix seconds) | Ed25519 signature 64; numbers big-endian.
const idAt = 1;
const mailboxesAt = 17;
const expiryAt = 19;
const signatureAt = 23;
const creditBytes = signatureAt + 64;
const version = 1;

/** What a credit is good for. */
export interface CreditTerms {
  /** 1 to 65,535. */
  readonly mailboxes: number;
  /** Milliseconds since 1970; rounded down to seconds. */
  readonly expiresAtMs: number;
}

export interface Credit extends CreditTerms {
  /** 32 hex digits; names the credit in the store, and in a list of those that were taken back. */
  readonly id: string;
}

/** A credit that was made. Who has the bytes may use it; the id alone opens nothing. */
export interface MintedCredit extends Credit {
  readonly bytes: Uint8Array;
}

/**
 * A new credit of 87 bytes, signed by the operator's key. It names nobody: the first handset that shows it is the one it admits.
 *
 * @param privateKey Ed25519 seed, 32 bytes
 * @throws CREDIT_TERMS for terms that 2 bytes of mailboxes and 4 bytes of seconds cannot say
 */
export async function mintCredit(
  crypto: Crypto,
  privateKey: Uint8Array,
  terms: CreditTerms,
): Promise<MintedCredit> {
  const expiry = Math.floor(terms.expiresAtMs / 1000);
  checkNumber(terms.mailboxes, 1, 0xffff);
  checkNumber(expiry, 0, 0xffff_ffff);
  const bytes = new Uint8Array(creditBytes);
  const view = new DataView(bytes.buffer);
  bytes[0] = version;
  bytes.set(crypto.random(16), idAt);
  view.setUint16(mailboxesAt, terms.mailboxes);
  view.setUint32(expiryAt, expiry);
  bytes.set(await crypto.signatures.Ed25519.sign(privateKey, signedPart(bytes)), signatureAt);
  return { ...termsOf(bytes), bytes };
}

/** The credit in these bytes, or `undefined` when it is none that this operator signed. */
export async function readCredit(
  crypto: Crypto,
  publicKey: Uint8Array,
  bytes: Uint8Array,
): Promise<Credit | undefined> {
  if (bytes.length !== creditBytes || bytes[0] !== version) return undefined;
  const genuine = await crypto.signatures.Ed25519.verify(
    publicKey,
    signedPart(bytes),
    bytes.slice(signatureAt),
  );
  if (!genuine) return undefined;
  return termsOf(bytes);
}

function termsOf(bytes: Uint8Array): Credit {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return {
    id: Array.from(bytes.subarray(idAt, mailboxesAt), (byte) =>
      byte.toString(16).padStart(2, '0'),
    ).join(''),
    mailboxes: view.getUint16(mailboxesAt),
    expiresAtMs: view.getUint32(expiryAt) * 1000,
  };
}

function checkNumber(value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new SottoError<AccessInviteErrorCode>(
    'CREDIT_TERMS',
    'A credit is for 1 to 65,535 mailboxes and expires between 1970 and 2106.',
  );
}

const domain = new TextEncoder().encode('sotto access-invite credit v1\0');

function signedPart(credit: Uint8Array): Uint8Array {
  const part = new Uint8Array(domain.length + signatureAt);
  part.set(domain);
  part.set(credit.subarray(0, signatureAt), domain.length);
  return part;
}
