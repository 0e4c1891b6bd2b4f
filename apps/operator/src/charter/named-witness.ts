import { formatVerifierKey, parseVerifierKey } from '@sotto/tlog';
import type { VerifierKey } from '@sotto/tlog';
import { usage } from '../command-line.ts';

/** A witness, and where it is asked. The charter has its key; where it is, only who publishes has to know. */
export interface NamedWitness {
  readonly name: string;
  /** As in the charter (C2SP signed-note). */
  readonly verifierKey: string;
  /** Without a slash at its end. */
  readonly url: string;
}

/** Reads `"https://witness.example KEY"`, in whichever order. @throws OPERATOR_USAGE */
export function parseNamedWitness(text: string): NamedWitness {
  const parts = text.trim().split(/\s+/);
  const [url, ...noMore] = parts.filter((part) => /^https?:\/\//.test(part));
  const [written, ...neither] = parts.filter((part) => part !== url);
  if (url === undefined || written === undefined || noMore.length + neither.length > 0)
    throw usage('--witness is written as "https://witness.example KEY", in one pair of quotes.');
  const key = keyOf(written);
  return { name: key.name, verifierKey: formatVerifierKey(key), url: witnessUrl(url) };
}

/** @throws OPERATOR_USAGE when it is none that can be asked */
export function witnessUrl(text: string): string {
  const url = URL.parse(text);
  if (
    url === null ||
    !/^https?:$/.test(url.protocol) ||
    url.search + url.hash + url.username !== ''
  )
    throw usage('The address of a witness is like https://witness.example.');
  return url.href.replace(/\/$/, '');
}

function keyOf(text: string): VerifierKey {
  try {
    const key = parseVerifierKey(text);
    if (key.type === 'cosignature') return key;
  } catch {
    // The sentence below says all there is to say.
  }
  throw usage('A witness has a verifier key, as its log says at its start (verifierKey).');
}
