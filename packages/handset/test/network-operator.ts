import {
  draftCheckpoint,
  openActLog,
  publishCheckpoint,
  signDraft,
  startLogPosition,
  withCosignatures,
} from '@sotto/actlog';
import type { ActLog } from '@sotto/actlog';
import type { ActBodies, ActKind, Charter } from '@sotto/charter';
import {
  actBytesToSign,
  charterHash,
  encodeAct,
  encodeActEntry,
  encodeCharter,
  lineOf,
  parseCharter,
} from '@sotto/charter';
import type { RelayUrl } from '@sotto/core';
import type { SignerKey } from '@sotto/tlog';
import { cosign, formatVerifierKey, signerKey } from '@sotto/tlog';
import { toHex } from '../src/hex.ts';
import { crypto } from './node-crypto.ts';

const { Ed25519 } = crypto.signatures;
const seed = (of: number): Uint8Array => new Uint8Array(32).fill(of);
const persons = ['Nora', 'Omar'] as const;
const daySeconds = 86_400;
const year = 365 * daySeconds;

/** Who runs a network, with all keys in one place. Its witnesses sign whatever they are shown. */
export interface TestOperator {
  /** 64 hex characters. */
  readonly charterHash: string;
  /** The log as a relay serves it. */
  readonly files: Map<string, Uint8Array>;
  /** Everything that was logged. */
  readonly published: () => ActLog;
  /** Signs the next act of its line with both persons, and publishes it. */
  readonly act: <K extends ActKind>(kind: K, body: ActBodies[K]) => Promise<void>;
  /** Has the same head witnessed now. */
  readonly witness: () => Promise<void>;
  /** Another one with the same keys, which goes on from the same log without telling anybody. */
  readonly fork: () => TestOperator;
}

export interface OperatorOptions {
  readonly nowMs: () => number;
  readonly relays: readonly RelayUrl[];
  readonly change?: Partial<Charter>;
}

/** Founds a network, with its charter in the log. */
export async function foundOperator({
  nowMs,
  relays,
  change = {},
}: OperatorOptions): Promise<TestOperator> {
  const nowSeconds = (): number => Math.floor(nowMs() / 1_000);
  const untilSeconds = nowSeconds() + year;
  const logKey = await signerKey('ed25519', 'log.example', seed(40), Ed25519);
  const witnessKeys = await Promise.all(
    [50, 51, 52].map((of) => signerKey('cosignature', `w${of}.example`, seed(of), Ed25519)),
  );
  const keys = await Promise.all(persons.map((_, person) => Ed25519.publicKey(seed(person + 1))));
  const role = { threshold: 2, expiresAtSeconds: untilSeconds, keys: [0, 1] };
  const charter: Charter = {
    previous: null,
    name: 'Tea and cake',
    persons,
    keys: keys.map((publicKey, person) => ({ publicKey, person, expiresAtSeconds: untilSeconds })),
    roles: { root: role, release: role, notice: role, network: role },
    logKey: formatVerifierKey(logKey),
    witnesses: witnessKeys.map(formatVerifierKey),
    witnessQuorum: 2,
    relays,
    pulse: { operatorSeconds: 2 * daySeconds, witnessSeconds: daySeconds },
    recoveryDelaySeconds: 7 * daySeconds,
    ...change,
  };
  const document = parseCharter(encodeCharter(charter));
  const empty = openActLog(startLogPosition(charterHash(document.bytes)), []);
  const operator = operatorOf({ log: empty, files: new Map(), nowSeconds, logKey, witnessKeys });
  await operator.act('charter', { document });
  return operator;
}

interface Parts {
  readonly log: ActLog;
  readonly files: Map<string, Uint8Array>;
  readonly nowSeconds: () => number;
  readonly logKey: SignerKey;
  readonly witnessKeys: readonly SignerKey[];
}

function operatorOf(parts: Parts): TestOperator {
  const { files, nowSeconds, logKey, witnessKeys } = parts;
  let { log } = parts;
  const { pin } = log.position.state;

  const publish = async (entries: readonly Uint8Array[]): Promise<void> => {
    const draft = await draftCheckpoint(log, entries, Ed25519);
    let note = await signDraft(draft, logKey, Ed25519);
    for (const key of witnessKeys) {
      const signed = await cosign(note.text, key, nowSeconds(), Ed25519);
      note = await withCosignatures(draft, note, [signed], Ed25519);
    }
    const made = await publishCheckpoint(draft, note, {
      ed25519: Ed25519,
      nowSeconds: nowSeconds(),
    });
    if (made.outcome !== 'published') throw new Error(`Not published: ${made.outcome}.`);
    ({ log } = made);
    for (const { path, bytes } of made.files) files.set(path, bytes);
  };

  return {
    charterHash: toHex(pin),
    files,
    published: () => log,
    act: async (kind, body) => {
      const { network } = log.position.state;
      const bytes = encodeAct({
        kind,
        network: pin,
        charter: network?.document.hash ?? pin,
        number: network?.numbers[lineOf[kind]] ?? 0,
        createdAtSeconds: nowSeconds(),
        expiresAtSeconds: nowSeconds() + daySeconds,
        body,
      });
      const signatures = await Promise.all(
        persons.map(async (_, person) => ({
          publicKey: await Ed25519.publicKey(seed(person + 1)),
          signature: await Ed25519.sign(seed(person + 1), actBytesToSign(bytes)),
        })),
      );
      await publish([encodeActEntry({ loggedAtSeconds: nowSeconds(), act: bytes, signatures })]);
    },
    witness: () => publish([]),
    fork: () => operatorOf({ ...parts, log, files: new Map(files) }),
  };
}

/** A notice in English. */
export function noticeOf(
  grade: ActBodies['notice']['grade'],
  text: string,
  expiresAtSeconds: number,
): ActBodies['notice'] {
  return { grade, texts: [{ language: 'en', text }], expiresAtSeconds, replaces: null };
}

/** A freeze with a reason in English. */
export function freezeOf(
  level: ActBodies['freeze']['level'],
  endsAtSeconds: number,
): ActBodies['freeze'] {
  return { level, reasons: [{ language: 'en', text: 'Somebody broke in.' }], endsAtSeconds };
}
