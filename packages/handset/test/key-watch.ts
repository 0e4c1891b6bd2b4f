import type { Mls } from '@sotto/mls';
import { openEnvelope } from '../src/conversation/envelope.ts';
import { crypto } from './node-crypto.ts';

/**
 * Watches every key that MLS uses for a message, from outside the engine. Two messages under one key that both left the
 * handset are one key used twice.
 */
export interface KeyWatch {
  readonly over: (mls: Mls) => Mls;
  /** Keys that more than one of the messages inside these envelopes was sealed with. */
  readonly usedTwice: (bodies: Iterable<string>) => Promise<readonly string[]>;
}

export function keyWatch(): KeyWatch {
  const keyOf = new Map<string, string>();
  const envelopeKeys = new Map<string, Uint8Array>();

  return {
    over: (mls) => ({
      ...mls,
      exportSecret: async (...input) => {
        const secret = await mls.exportSecret(...input);
        envelopeKeys.set(secret.toHex(), secret.slice());
        return secret;
      },
      encrypt: async (...input) => {
        const sent = await mls.encrypt(...input);
        // A message's key is the first thing that it spends.
        keyOf.set(sent.message.toHex(), sent.spent[0]!.toHex());
        return sent;
      },
    }),
    usedTwice: async (bodies) => {
      const messages = new Map<string, Set<string>>();
      for (const body of new Set(bodies)) {
        for (const envelopeKey of envelopeKeys.values()) {
          const opened = await openEnvelope(crypto, envelopeKey, Uint8Array.fromHex(body));
          if (opened === undefined) continue;
          const message = opened.toHex();
          const key = keyOf.get(message);
          if (key === undefined) throw new Error('An envelope holds a message that nobody made.');
          messages.set(key, (messages.get(key) ?? new Set()).add(message));
        }
      }
      return [...messages].filter(([, made]) => made.size > 1).map(([key]) => key);
    },
  };
}
