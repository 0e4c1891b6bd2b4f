import type { Mls } from '@sotto/mls';
import { labels } from '@sotto/protocol';
import { openContent } from '../src/conversation/envelope.ts';
import { createGroupMls } from '../src/mls/group-mls.ts';
import { crypto } from './node-crypto.ts';

const parser = createGroupMls(crypto);

/**
 * Watches every key that MLS uses for a message, from outside the engine. Two messages under one key that both left the
 * handset are one key used twice. Commits are public and take no key of a ratchet.
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
        const [, label] = input;
        if (label === labels.mlsEnvelopeKey) envelopeKeys.set(secret.toHex(), secret.slice());
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
        const message = await messageIn(Uint8Array.fromHex(body), envelopeKeys.values());
        if (message === undefined) continue;
        const key = keyOf.get(message);
        if (key === undefined) throw new Error('An envelope holds a message that nobody made.');
        messages.set(key, (messages.get(key) ?? new Set()).add(message));
      }
      return [...messages].filter(([, made]) => made.size > 1).map(([key]) => key);
    },
  };
}

/** The PrivateMessage in an envelope, in hex. */
async function messageIn(
  body: Uint8Array,
  envelopeKeys: Iterable<Uint8Array>,
): Promise<string | undefined> {
  const keys = Array.from(envelopeKeys, (envelopeKey) => ({ envelopeKey }));
  const opened = await openContent(crypto, keys, body);
  if (opened === undefined) return undefined;
  if (opened.content === 'malformed') throw new Error('An envelope holds nothing that has a form.');
  if (opened.content.kind !== 'mls') return undefined;
  const { message } = opened.content;
  return parser.parse(message).wireFormat === 'private_message' ? message.toHex() : undefined;
}
