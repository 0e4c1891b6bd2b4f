import { hash } from 'node:crypto';
import type { Ed25519, NoteKeyType, SignerKey } from '@sotto/tlog';
import { signerKey } from '@sotto/tlog';

/** The keys of one network, all of which follow from its name: for simulations alone. */
export class OperatorKeys {
  readonly #network: string;
  readonly #ed25519: Ed25519;

  constructor(network: string, ed25519: Ed25519) {
    this.#network = network;
    this.#ed25519 = ed25519;
  }

  /** The public key of a person. */
  personKey(person: string): Promise<Uint8Array> {
    return this.#ed25519.publicKey(this.#secret(`person ${person}`));
  }

  sign(person: string, message: Uint8Array): Promise<Uint8Array> {
    return this.#ed25519.sign(this.#secret(`person ${person}`), message);
  }

  noteKey(type: NoteKeyType, name: string): Promise<SignerKey> {
    return signerKey(type, name, this.#secret(`${type} ${name}`), this.#ed25519);
  }

  #secret(label: string): Uint8Array {
    return new Uint8Array(hash('sha256', `${this.#network}\0${label}`, 'buffer'));
  }
}
