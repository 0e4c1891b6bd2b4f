import type { PreSharedKey } from '../../src/schedule/psk.ts';
import type { RequiredCapabilities } from '../../src/wire/capabilities.ts';
import { writeRequiredCapabilities } from '../../src/wire/capabilities.ts';
import { writeCredential } from '../../src/wire/credential.ts';
import type { Extension } from '../../src/wire/extension.ts';
import { extensionTypes } from '../../src/wire/extension.ts';
import type { Proposal } from '../../src/wire/proposal.ts';
import { Writer } from '../../src/wire/writer.ts';
import type { Item } from './commit.ts';
import type { Person } from './person.ts';
import type { Scene } from './scene.ts';

/** Proposals for lists of commits, right as they stand. */

export const addItem = ({ keyPackage, leafKey, signatureKey }: Person): Item => ({
  proposal: { proposalType: 'add', keyPackage },
  keys: { leafKey, signatureKey },
});

export const removeItem = (removed: number): Item => ({
  proposal: { proposalType: 'remove', removed },
});

export const extensionsItem = (extensions: readonly Extension[]): Item => ({
  proposal: { proposalType: 'group_context_extensions', extensions },
});

/** GroupContextExtensions with nothing but what the group requires from now on. */
export function requiring(required: Partial<RequiredCapabilities>): Item {
  const writer = new Writer();
  writeRequiredCapabilities(writer, {
    extensionTypes: [],
    proposalTypes: [],
    credentialTypes: [],
    ...required,
  });
  return extensionsItem([
    { extensionType: extensionTypes.requiredCapabilities, data: writer.finish() },
  ]);
}

export function reinitItem(
  scene: Scene,
  changes: Partial<Extract<Proposal, { proposalType: 'reinit' }>> = {},
): Item {
  const { suite, world } = scene;
  return {
    proposal: {
      proposalType: 'reinit',
      groupId: suite.random(16),
      version: 1,
      cipherSuite: suite.id,
      extensions: world.context.extensions,
      ...changes,
    },
  };
}

/** The extension that lets people outside the group propose (RFC 9420 §12.1.8.1). */
export function sendersExtension(people: readonly Person[]): Extension {
  const writer = new Writer();
  const start = writer.open();
  for (const { keyPackage } of people) {
    writer.opaque(keyPackage.leafNode.signatureKey);
    writeCredential(writer, keyPackage.leafNode.credential);
  }
  return { extensionType: extensionTypes.externalSenders, data: writer.close(start).finish() };
}

/** A PreSharedKey proposal, the key as it enters the key schedule, and the key as an application lends it. */
export interface PskItem {
  readonly item: Item;
  readonly psk: PreSharedKey;
  readonly lent: { readonly pskId: Uint8Array; readonly psk: Uint8Array };
}

export function pskItem(scene: Scene, name: string, nonceBytes?: number): PskItem {
  const { suite } = scene;
  const pskId = new TextEncoder().encode(name);
  const psk = new Uint8Array(32).fill(name.length);
  const id = {
    pskType: 'external',
    pskId,
    pskNonce: suite.random(nonceBytes ?? suite.hashBytes),
  } as const;
  return {
    item: { proposal: { proposalType: 'psk', psk: id } },
    psk: { id, psk },
    lent: { pskId, psk },
  };
}
