import * as signal from '@signalapp/libsignal-client';
import type { MessageEngine } from '../message-pair.ts';

// Licensed AGPL-3.0: this private tool runs it to compare, and nothing that is published depends on it.

const preKeyId = 1;
type Bytes = Uint8Array<ArrayBuffer>;

class Sessions extends signal.SessionStore {
  readonly #kept = new Map<string, signal.SessionRecord>();

  override async saveSession(
    name: signal.ProtocolAddress,
    record: signal.SessionRecord,
  ): Promise<void> {
    this.#kept.set(name.toString(), record);
  }

  override async getSession(name: signal.ProtocolAddress): Promise<signal.SessionRecord | null> {
    return this.#kept.get(name.toString()) ?? null;
  }

  override async getExistingSessions(
    addresses: signal.ProtocolAddress[],
  ): Promise<signal.SessionRecord[]> {
    return addresses.flatMap((name) => this.#kept.get(name.toString()) ?? []);
  }
}

class Identities extends signal.IdentityKeyStore {
  readonly #own: signal.PrivateKey;
  readonly #known = new Map<string, signal.PublicKey>();

  constructor(own: signal.PrivateKey) {
    super();
    this.#own = own;
  }

  override async getIdentityKey(): Promise<signal.PrivateKey> {
    return this.#own;
  }

  override async getLocalRegistrationId(): Promise<number> {
    return 1;
  }

  override async saveIdentity(
    name: signal.ProtocolAddress,
    key: signal.PublicKey,
  ): Promise<signal.IdentityChange> {
    this.#known.set(name.toString(), key);
    return signal.IdentityChange.NewOrUnchanged;
  }

  override async isTrustedIdentity(): Promise<boolean> {
    return true;
  }

  override async getIdentity(name: signal.ProtocolAddress): Promise<signal.PublicKey | null> {
    return this.#known.get(name.toString()) ?? null;
  }
}

class PreKeys extends signal.PreKeyStore {
  readonly #kept: signal.PreKeyRecord;

  constructor(kept: signal.PreKeyRecord) {
    super();
    this.#kept = kept;
  }

  override async savePreKey(): Promise<void> {}

  override async getPreKey(): Promise<signal.PreKeyRecord> {
    return this.#kept;
  }

  override async removePreKey(): Promise<void> {}
}

class SignedPreKeys extends signal.SignedPreKeyStore {
  readonly #kept: signal.SignedPreKeyRecord;

  constructor(kept: signal.SignedPreKeyRecord) {
    super();
    this.#kept = kept;
  }

  override async saveSignedPreKey(): Promise<void> {}

  override async getSignedPreKey(): Promise<signal.SignedPreKeyRecord> {
    return this.#kept;
  }
}

class KyberPreKeys extends signal.KyberPreKeyStore {
  readonly #kept: signal.KyberPreKeyRecord;

  constructor(kept: signal.KyberPreKeyRecord) {
    super();
    this.#kept = kept;
  }

  override async saveKyberPreKey(): Promise<void> {}

  override async getKyberPreKey(): Promise<signal.KyberPreKeyRecord> {
    return this.#kept;
  }

  override async markKyberPreKeyUsed(): Promise<void> {}
}

class Person {
  readonly address: signal.ProtocolAddress;
  readonly bundle: signal.PreKeyBundle;
  readonly #sessions = new Sessions();
  readonly #identities: Identities;
  readonly #preKeys: PreKeys;
  readonly #signedPreKeys: SignedPreKeys;
  readonly #kyberPreKeys: KyberPreKeys;

  constructor(name: string) {
    this.address = signal.ProtocolAddress.new(name, 1);
    const identity = signal.PrivateKey.generate();
    const [once, signed] = [signal.PrivateKey.generate(), signal.PrivateKey.generate()];
    const kyber = signal.KEMKeyPair.generate();
    const signedSignature = identity.sign(signed.getPublicKey().serialize());
    const kyberSignature = identity.sign(kyber.getPublicKey().serialize());
    this.#identities = new Identities(identity);
    this.#preKeys = new PreKeys(signal.PreKeyRecord.new(preKeyId, once.getPublicKey(), once));
    this.#signedPreKeys = new SignedPreKeys(
      signal.SignedPreKeyRecord.new(preKeyId, 0, signed.getPublicKey(), signed, signedSignature),
    );
    this.#kyberPreKeys = new KyberPreKeys(
      signal.KyberPreKeyRecord.new(preKeyId, 0, kyber, kyberSignature),
    );
    this.bundle = signal.PreKeyBundle.new(
      1,
      1,
      preKeyId,
      once.getPublicKey(),
      preKeyId,
      signed.getPublicKey(),
      signedSignature,
      identity.getPublicKey(),
      preKeyId,
      kyber.getPublicKey(),
      kyberSignature,
    );
  }

  meet(other: Person): Promise<void> {
    return signal.processPreKeyBundle(
      other.bundle,
      other.address,
      this.address,
      this.#sessions,
      this.#identities,
    );
  }

  seal(to: Person, plaintext: Bytes): Promise<signal.CiphertextMessage> {
    return signal.signalEncrypt(
      plaintext,
      to.address,
      this.address,
      this.#sessions,
      this.#identities,
    );
  }

  open(from: Person, sealed: Bytes): Promise<Bytes> {
    return signal.signalDecrypt(
      signal.SignalMessage.deserialize(sealed),
      from.address,
      this.address,
      this.#sessions,
      this.#identities,
    );
  }

  openFirst(from: Person, sealed: Bytes): Promise<Bytes> {
    return signal.signalDecryptPreKey(
      signal.PreKeySignalMessage.deserialize(sealed),
      from.address,
      this.address,
      this.#sessions,
      this.#identities,
      this.#preKeys,
      this.#signedPreKeys,
      this.#kyberPreKeys,
    );
  }
}

async function send(from: Person, to: Person, plaintext: Bytes): Promise<Bytes> {
  return to.open(from, (await from.seal(to, plaintext)).serialize());
}

/** Signal's own library. A change of direction is a step of its ratchet, so that a ping-pong is its dearest case. */
export const libsignal: MessageEngine = {
  name: 'libsignal',
  pair: async () => {
    const [a, b] = [new Person('a'), new Person('b')];
    await a.meet(b);
    await b.openFirst(a, (await a.seal(b, new Uint8Array(1))).serialize());
    await send(b, a, new Uint8Array(1));
    return {
      sendAtoB: (plaintext) => send(a, b, plaintext),
      sendBtoA: (plaintext) => send(b, a, plaintext),
    };
  },
};
