import { createHash } from 'node:crypto';
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
        const { tree, ratchet } = group.save();
        const state = createHash('sha256').update(tree).update(sendingPart(ratchet)).digest('hex');
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

function sendingPart(ratchet: Uint8Array): Uint8Array {
  return ratchet;
}
