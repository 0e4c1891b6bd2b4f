import type { Crypto } from '@sotto/core';
import type { CiphersuiteImpl } from 'ts-mls';
import type { InteropClient } from './client.ts';
import { deliver } from './agreement.ts';
import { SottoClient } from './sotto-client.ts';
import { TsMlsClient } from './ts-mls-client.ts';
import { fastPeerSuite, peerSuite } from './ts-mls-suite.ts';

export type Library = 'Sotto' | 'ts-mls';

/** Makes the people of a scene: `lead` is of one library, all others of the other. */
export class Cast {
  readonly crypto: Crypto;
  readonly cipherSuite: number;
  readonly lead: Library;
  readonly #suite: CiphersuiteImpl;

  private constructor(crypto: Crypto, cipherSuite: number, lead: Library, suite: CiphersuiteImpl) {
    this.crypto = crypto;
    this.cipherSuite = cipherSuite;
    this.lead = lead;
    this.#suite = suite;
  }

  static async create(crypto: Crypto, cipherSuite: number, lead: Library): Promise<Cast> {
    return new Cast(crypto, cipherSuite, lead, await fastPeerSuite(crypto, cipherSuite));
  }

  /** As `create`, with all primitives of the peer its own. */
  static async independent(crypto: Crypto, cipherSuite: number, lead: Library): Promise<Cast> {
    return new Cast(crypto, cipherSuite, lead, await peerSuite(cipherSuite));
  }

  get other(): Library {
    return this.lead === 'Sotto' ? 'ts-mls' : 'Sotto';
  }

  client(library: Library, name: string): Promise<InteropClient> {
    return library === 'Sotto'
      ? SottoClient.create(this.crypto, this.cipherSuite, name)
      : TsMlsClient.create(this.#suite, name);
  }

  /** A group that the lead founded, with others of the other library in it. */
  async group(
    ...names: readonly string[]
  ): Promise<readonly [lead: InteropClient, ...others: InteropClient[]]> {
    const lead = await this.client(this.lead, 'lead');
    await lead.createGroup(this.crypto.random(16));
    const others: InteropClient[] = [];
    for (const name of names) {
      const client = await this.client(this.other, name);
      const changes = [{ kind: 'add', keyPackage: client.keyPackageMessage } as const];
      const { commit, welcome } = await lead.commit({ changes });
      await deliver(commit, ...others);
      await client.join(welcome!);
      others.push(client);
    }
    return [lead, ...others];
  }
}
