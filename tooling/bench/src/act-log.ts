import { createHash } from 'node:crypto';
import type { RelayUrl, SignatureScheme } from '@sotto/core';
import {
  actBytesToSign,
  encodeAct,
  encodeActEntry,
  encodeCharter,
  lineOf,
  parseCharter,
} from '@sotto/charter';
import type { ActBodies, ActKind, ActLine, CharterDocument, LogEntry } from '@sotto/charter';

/** When the log begins, in seconds since the UNIX epoch; each act is a second after the one before. */
export const begun = 1_800_000_000;

const texts = [
  { language: 'en', text: 'A new version is there. Please install it this week.' },
  { language: 'de', text: 'Es gibt eine neue Version. Bitte in dieser Woche einspielen.' },
];
const relay = (name: string): RelayUrl => `https://${name}.example` as RelayUrl;
const round: readonly ActKind[] = ['heartbeat', 'notice', 'freeze', 'unfreeze', 'relays'];

/** A log of so many acts that all count, the charter of three operators first. */
export async function makeActLog(
  { publicKey, sign }: SignatureScheme,
  acts: number,
): Promise<{ readonly pin: Uint8Array; readonly log: readonly LogEntry[] }> {
  const seeds = [1, 2, 3].map((seed) => new Uint8Array(32).fill(seed));
  const keys = await Promise.all(seeds.map(publicKey));
  const document = charterOf(keys);
  const { hash } = document;
  const numbers = new Map<ActLine, number>();
  const log: LogEntry[] = [];
  for (let index = 0; index < acts; index++) {
    const kind = index === 0 ? 'charter' : round[index % round.length]!;
    const line = lineOf[kind];
    const number = numbers.get(line) ?? 0;
    numbers.set(line, number + 1);
    const at = begun + index;
    const act = encodeAct({
      kind,
      network: hash,
      charter: hash,
      number,
      createdAtSeconds: at,
      expiresAtSeconds: at + 3_600,
      body: bodyOf(kind, document, number, at),
    });
    const signatures = await Promise.all(
      [0, 1].map(async (who) => ({
        publicKey: keys[who]!,
        signature: await sign(seeds[who]!, actBytesToSign(act)),
      })),
    );
    log.push({ index, bytes: encodeActEntry({ loggedAtSeconds: at, act, signatures }) });
  }
  return { pin: hash, log };
}

function bodyOf(
  kind: ActKind,
  document: CharterDocument,
  number: number,
  at: number,
): ActBodies[ActKind] {
  switch (kind) {
    case 'charter':
      return { document };
    case 'notice':
      return {
        grade: 'update',
        texts,
        expiresAtSeconds: at + 86_400,
        replaces: number === 0 ? null : number - 1,
      };
    case 'freeze':
      return { level: 'noUpdates', reasons: texts, endsAtSeconds: at + 86_400 };
    case 'unfreeze':
      return { reasons: texts };
    case 'relays':
      return { changes: [{ change: number % 2 === 0 ? 'drain' : 'add', relay: relay('one') }] };
    default:
      return {};
  }
}

function charterOf(keys: readonly Uint8Array[]): CharterDocument {
  const expiresAtSeconds = begun + 365 * 86_400;
  const role = { threshold: 2, expiresAtSeconds, keys: [0, 1, 2] };
  return parseCharter(
    encodeCharter({
      previous: null,
      name: 'Bench',
      persons: ['Ada', 'Ben', 'Cleo'],
      keys: keys.map((publicKey, person) => ({ publicKey, person, expiresAtSeconds })),
      roles: { root: role, release: role, notice: role, network: role },
      logKey: vkeyOf('log.example', 1),
      witnesses: [vkeyOf('witness.example', 4)],
      witnessQuorum: 1,
      relays: [relay('one'), relay('two')],
      pulse: { operatorSeconds: 86_400, witnessSeconds: 86_400 },
      recoveryDelaySeconds: 86_400,
    }),
  );
}

function vkeyOf(name: string, type: number): string {
  const key = Buffer.concat([Buffer.from([type]), Buffer.alloc(32, 1)]);
  const id = createHash('sha256').update(`${name}\n`).update(key).digest('hex').slice(0, 8);
  return `${name}+${id}+${key.toString('base64')}`;
}
