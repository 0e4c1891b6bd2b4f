import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { VerifierKey, WitnessedHead } from '@sotto/tlog';
import {
  cosign,
  formatCosignatureBody,
  formatSizeBody,
  formatVerifierKey,
  judgeCheckpoint,
  openNote,
  parseAddCheckpointRequest,
  parseVerifierKey,
  signerKey,
  sizeContentType,
} from '@sotto/tlog';
import { onTestFinished } from 'vitest';
import { ed25519 } from '../src/ed25519.ts';

/** What a witness may do otherwise than its specification says. */
export type Misdeed = 'silent' | 'garbage' | 'endless' | 'redirect' | 'forged' | 'refuses';

export interface TestWitness {
  readonly name: string;
  /** For `--witness`. */
  readonly option: string;
  readonly verifierKey: string;
  /** Every root that it was shown under a signature of the log, by size. */
  readonly shown: ReadonlyMap<bigint, ReadonlySet<string>>;
  misdeed: Misdeed | undefined;
  /** How far its clock is ahead of the test's. */
  skewSeconds: number;
  /** As one whose folder was put back from before its first head. */
  readonly forget: () => void;
  readonly watch: (logKey: string) => void;
}

/** A witness by its specification inside this process, whose clock can be turned; the real one is in the ceremony of processes. */
export async function startTestWitness(
  seed: number,
  nowSeconds: () => number,
): Promise<TestWitness> {
  const name = `w${seed}.example`;
  const key = await signerKey('cosignature', name, new Uint8Array(32).fill(seed), ed25519);
  const keys: VerifierKey[] = [];
  const shown = new Map<bigint, Set<string>>();
  let latest: WitnessedHead | undefined;
  const answer = async (body: Uint8Array, response: ServerResponse): Promise<unknown> => {
    const request = parseAddCheckpointRequest(body);
    const opened = await openNote(request.note, keys, ed25519);
    if (opened.outcome !== 'verified') return response.writeHead(403).end();
    const { size, root } = request.checkpoint;
    shown.set(size, (shown.get(size) ?? new Set()).add(root.toHex()));
    const judgement = judgeCheckpoint(request, latest);
    if (judgement.outcome === 'conflict') {
      const headers = { 'content-type': sizeContentType };
      return response.writeHead(409, headers).end(formatSizeBody(judgement.size));
    }
    if (judgement.outcome !== 'cosign') return response.writeHead(422).end();
    latest = request.checkpoint;
    const text = witness.misdeed === 'forged' ? `${request.note.text}more\n` : request.note.text;
    const cosignature = await cosign(text, key, nowSeconds() + witness.skewSeconds, ed25519);
    return response.end(formatCosignatureBody([cosignature]));
  };
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      if (misbehave(witness.misdeed, response)) return;
      void answer(Buffer.concat(pieces), response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const verifierKey = formatVerifierKey(key);
  const { port } = server.address() as AddressInfo;
  const witness: TestWitness = {
    name,
    verifierKey,
    shown,
    misdeed: undefined,
    skewSeconds: 0,
    forget: () => (latest = undefined),
    option: `http://127.0.0.1:${port} ${verifierKey}`,
    watch: (logKey) => void keys.push(parseVerifierKey(logKey)),
  };
  return witness;
}

/** True when it was answered, or never will be. */
function misbehave(misdeed: Misdeed | undefined, response: ServerResponse): boolean {
  switch (misdeed) {
    case undefined:
    case 'forged':
      return false;
    case 'silent':
      return true;
    case 'refuses':
      response.writeHead(403).end('no valid signature of the log\n');
      return true;
    case 'garbage':
      response.end('cosigned, trust me');
      return true;
    case 'redirect':
      response.writeHead(307, { location: 'http://127.0.0.1:9/' }).end();
      return true;
    case 'endless': {
      const more = (): void => {
        if (!response.destroyed && response.write(Buffer.alloc(65_536, 97))) setImmediate(more);
      };
      response.on('drain', more);
      more();
      return true;
    }
  }
}
