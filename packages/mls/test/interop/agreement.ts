import { expect } from 'vitest';
import type { InteropClient } from './client.ts';

const context = Uint8Array.of(1, 2, 3);

/** All of them are in one state: epoch, tree, epoch authenticator, and a secret from the exporter. */
export async function expectAgreement(...clients: readonly InteropClient[]): Promise<void> {
  const views = [];
  for (const client of clients) {
    views.push({
      epoch: client.epoch,
      tree: client.ratchetTree.toHex(),
      authenticator: client.epochAuthenticator.toHex(),
      exported: (await client.exportSecret('interop', context, 77)).toHex(),
    });
  }
  for (const view of views) expect(view).toEqual(views[0]);
}

/** Everybody's words reach everybody else. */
export async function expectConversation(...clients: readonly InteropClient[]): Promise<void> {
  for (const sender of clients) {
    const words = new TextEncoder().encode(`${sender.name} in epoch ${sender.epoch}`);
    const message = await sender.encrypt(words, Uint8Array.of(7));
    for (const client of clients) {
      if (client !== sender) expect((await client.process(message))?.toHex()).toBe(words.toHex());
    }
  }
}

/** Gives a message to all of them. */
export async function deliver(message: Uint8Array, ...to: readonly InteropClient[]): Promise<void> {
  for (const client of to) await client.process(message);
}
