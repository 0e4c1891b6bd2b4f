import type { AeadAlgorithm, AeadInput } from '@sotto/core';
import type { NetworkWatch } from '@sotto/simulator';
import { numbersIn } from './words.ts';

/** Watches every seal and open of a whole network, from outside the engines. */
export interface KeyWatch {
  readonly watch: NetworkWatch;
  /** What was sealed under a key and nonce that something else was sealed under, or under a message key that something else left with. */
  readonly usedTwice: () => readonly string[];
  /** Numbers of texts that each handset opened. */
  readonly opened: () => ReadonlyMap<string, ReadonlySet<number>>;
}

/** The algorithm of MLS's own keys, each of which is for one message. Everything else is sealed under keys that last, with nonces. */
const messageAlgorithm: AeadAlgorithm = 'AES-128-GCM';
const tagBytes = 16;
/** How many of its last message seals a handset's envelope is looked for in: an envelope is sealed soon after what is in it. */
const recentSeals = 16;

interface MessageSeal {
  readonly key: string;
  readonly tag: Uint8Array;
}

/**
 * A message key whose transaction died is used again for another message, and no harm is done: the first one never left. So a message
 * counts when an envelope with it inside was posted.
 */
export function createKeyWatch(): KeyWatch {
  const sealedUnder = new Map<string, string>();
  const recent = new Map<string, MessageSeal[]>();
  /** The seals in an envelope, by the envelope's tag: a message has two, one of them of who sent it. */
  const inside = new Map<string, readonly MessageSeal[]>();
  /** The message that left under each message key, by its tag. */
  const left = new Map<string, string>();
  const opened = new Map<string, Set<number>>();
  const twice: string[] = [];

  const sealed = (
    who: string,
    algorithm: AeadAlgorithm,
    { key, nonce, data }: AeadInput,
    ciphertext: Uint8Array,
  ): void => {
    const tag = ciphertext.subarray(-tagBytes);
    const pair = latin1(key) + latin1(nonce);
    const before = sealedUnder.get(pair);
    if (before !== undefined && before !== latin1(tag))
      twice.push(`${who} sealed two things under one key and nonce (${algorithm})`);
    sealedUnder.set(pair, latin1(tag));
    const own = recent.get(who) ?? [];
    recent.set(who, own);
    if (algorithm === messageAlgorithm) {
      own.push({ key: latin1(key), tag: tag.slice() });
      if (own.length > recentSeals) own.shift();
      return;
    }
    const text = Buffer.from(data.buffer, data.byteOffset, data.length);
    const seals = own.filter((each) => text.includes(each.tag));
    if (seals.length > 0) inside.set(latin1(tag), seals);
  };

  return {
    watch: {
      sealed,
      opened: (who, plaintext) => {
        const numbers = numbersIn(plaintext);
        if (numbers.length === 0) return;
        const own = opened.get(who) ?? new Set();
        opened.set(who, own);
        for (const number of numbers) own.add(number);
      },
      posted: (body) => {
        for (const seal of inside.get(latin1(body.subarray(-tagBytes))) ?? []) {
          const tag = latin1(seal.tag);
          if ((left.get(seal.key) ?? tag) !== tag)
            twice.push('two messages left under one message key');
          left.set(seal.key, tag);
        }
      },
    },
    usedTwice: () => [...new Set(twice)],
    opened: () => opened,
  };
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
