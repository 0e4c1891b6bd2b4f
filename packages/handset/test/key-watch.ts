import { decodeSecretTree } from 'ts-mls/secretTree.js';
import { envelopeKey, openEnvelope } from '../src/conversation/envelope.ts';
import type { Mls, MlsGroup } from '../src/mls/seam.ts';
import { crypto } from './node-crypto.ts';

/**
 * Watches every key that MLS uses for a message, from outside the seam: which state made which message. A state makes its
 * message under a key of its own, so two messages of one state that both left the handset are one key used twice.
 */
export interface KeyWatch {
  readonly over: (mls: Mls) => Mls;
  /** States that made more than one of the messages inside these envelopes. */
  readonly usedTwice: (bodies: Iterable<string>) => Promise<readonly string[]>;
}

export function keyWatch(): KeyWatch {
  const madeBy = new Map<string, string>();
  const keys = new Map<string, Uint8Array>();

  const watch = async (group: MlsGroup): Promise<MlsGroup> => {
    const key = await envelopeKey(group);
    keys.set(Buffer.from(key).toString('hex'), key);
    return {
      ...group,
      encrypt: async (plaintext) => {
        const state = sendingKey(group);
        const made = await group.encrypt(plaintext);
        madeBy.set(Buffer.from(made.message).toString('hex'), state);
        return { message: made.message, group: await watch(made.group) };
      },
      decrypt: async (message) => {
        const opened = await group.decrypt(message);
        return opened.kind === 'message' ? { ...opened, group: await watch(opened.group) } : opened;
      },
    };
  };

  return {
    over: (mls) => ({
      ...mls,
      createPair: async (device, groupId, keyPackage) => {
        const { group, welcome } = await mls.createPair(device, groupId, keyPackage);
        return { group: await watch(group), welcome };
      },
      join: async (own, welcome) => watch(await mls.join(own, welcome)),
      load: async (saved) => watch(await mls.load(saved)),
    }),
    usedTwice: async (bodies) => {
      const messages = new Map<string, Set<string>>();
      for (const body of new Set(bodies)) {
        for (const key of keys.values()) {
          const opened = await openEnvelope(crypto, key, Buffer.from(body, 'hex'));
          if (opened === undefined) continue;
          const message = Buffer.from(opened).toString('hex');
          const state = madeBy.get(message);
          if (state === undefined) throw new Error('An envelope holds a message that nobody made.');
          messages.set(state, (messages.get(state) ?? new Set()).add(message));
        }
      }
      return [...messages].filter(([, made]) => made.size > 1).map(([state]) => state);
    },
  };
}

// The ratchet that the next message's key comes from: that of our own leaf, whose node is at twice its index (RFC 9420 §C).
function sendingKey(group: MlsGroup): string {
  const head = 9;
  const own = group.members.find(({ self }) => self)!;
  const decoded = decodeSecretTree(group.save().ratchet, head);
  const { secret, generation } = decoded![0][2 * own.leafIndex]!.application;
  return `${generation} ${Buffer.from(secret).toString('hex')}`;
}
