import { SottoError } from '@sotto/core';

/** What the authenticator makes the secret from; the same for every handset, as each has a credential of its own. */
const salt = new TextEncoder().encode('sotto vault device secret 1 ....');
const secretBytes = 32;
const edDsa = -8;
const es256 = -7;
const rs256 = -257;

/** A credential of this device's own authenticator, and the secret that it alone gives: WebAuthn Level 3, extension `prf`. */
export interface DeviceKey {
  readonly credentialId: Uint8Array;
  /** 32 bytes. */
  readonly deviceSecret: Uint8Array;
}

/** False where the browser or the device says that it cannot; where it does not say, making a credential shows. */
export async function canBind(): Promise<boolean> {
  if (!('PublicKeyCredential' in globalThis)) return false;
  if (!(await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable())) return false;
  const told = await PublicKeyCredential.getClientCapabilities?.();
  return told?.['extension:prf'] !== false;
}

/** `undefined` when the authenticator gives no secrets. @throws DEVICE_SECRET_MISSING when the person or the device refuses */
export async function makeDeviceKey(): Promise<DeviceKey | undefined> {
  const made = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        challenge: random(32),
        rp: { name: 'Sotto' },
        // Says nothing of whose handset it is.
        user: { id: random(16), name: 'Sotto', displayName: 'Sotto' },
        pubKeyCredParams: [edDsa, es256, rs256].map((alg) => ({ type: 'public-key', alg })),
        authenticatorSelection: {
          authenticatorAttachment: 'platform',
          residentKey: 'discouraged',
          userVerification: 'required',
        },
        extensions: { prf: {} },
      },
    }),
  );
  if (made.getClientExtensionResults().prf?.enabled !== true) return undefined;
  const credentialId = new Uint8Array(made.rawId);
  return { credentialId, deviceSecret: await secretOf(credentialId) };
}

/** @throws DEVICE_SECRET_MISSING */
export async function secretOf(credentialId: Uint8Array): Promise<Uint8Array> {
  const id = new Uint8Array(credentialId);
  const got = await asked(() =>
    navigator.credentials.get({
      publicKey: {
        challenge: random(32),
        allowCredentials: [{ type: 'public-key', id, transports: ['internal'] }],
        userVerification: 'required',
        extensions: { prf: { eval: { first: salt } } },
      },
    }),
  );
  const first = got.getClientExtensionResults().prf?.results?.first;
  const secret = first instanceof ArrayBuffer ? new Uint8Array(first) : undefined;
  if (secret?.length !== secretBytes) throw missing();
  return secret;
}

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const credential = await ask();
    if (credential instanceof PublicKeyCredential) return credential;
  } catch (cause) {
    // What a browser throws when the person, the device or its policy says no. It does not tell which.
    if (!(cause instanceof DOMException)) throw cause;
    throw missing(cause);
  }
  throw missing();
}

function random(length: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(length));
}

function missing(cause?: unknown): Error {
  return new SottoError('DEVICE_SECRET_MISSING', 'The device did not give its secret.', { cause });
}
