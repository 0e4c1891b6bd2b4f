import { expect } from 'vitest';
import type { Group } from 'mls-ts';
import { MlsClient } from 'mls-ts';
import { wireFormats } from '../../src/wire/framed-content.ts';
import type { InteropClient } from './client.ts';

const context = Uint8Array.of(1, 2, 3);

/**
 * A client on OpenMLS, as `mls-ts` has it: one suite, private handshakes, and of its own it can found, add (by a proposal and
 * a commit of all that waits), and send. What others do it follows.
 */
export class OpenMlsClient {
  readonly #client: MlsClient;
  #group: Group | undefined;

  constructor(name: string) {
    this.#client = new MlsClient(name);
  }

  /** An MLSMessage; the library itself has the KeyPackage bare. */
  get keyPackageMessage(): Uint8Array {
    return Uint8Array.of(0, 1, 0, wireFormats.key_package, ...this.#client.keyPackage());
  }

  get group(): Group {
    if (this.#group === undefined) throw new Error('in no group');
    return this.#group;
  }

  createGroup(groupId: string): void {
    this.#group = this.#client.createGroup(groupId);
  }

  join(welcome: Uint8Array, tree: Uint8Array): void {
    this.#group = this.#client.joinGroup(welcome, tree);
  }

  /** Adds by a proposal and a commit, which it enters at once. */
  add(keyPackageMessage: Uint8Array): ReturnType<Group['add']> {
    return this.group.add(keyPackageMessage.subarray(4));
  }

  /** A proposal or commit. */
  follow(message: Uint8Array): void {
    if (this.group.receive(message).length > 0) throw new Error('application data');
  }
}

/** All are in the same epoch: the exporter gives the same to them, and the trees are the same. */
export async function expectSameState(
  { group }: OpenMlsClient,
  ...others: readonly InteropClient[]
): Promise<void> {
  for (const other of others) {
    const exported = await other.exportSecret('interop', context, 77);
    expect(group.exportKey('interop', context, 77).toHex()).toBe(exported.toHex());
    expect(group.exportRatchetTree().toHex()).toBe(other.ratchetTree.toHex());
  }
}
