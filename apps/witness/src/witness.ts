import { isSottoError } from '@sotto/core';
import type { Log } from '@sotto/core';
import type {
  AddCheckpointRequest,
  Ed25519,
  SignerKey,
  VerifiedSignature,
  WitnessedHead,
} from '@sotto/tlog';
import {
  cosign,
  formatCosignatureBody,
  formatNote,
  formatSizeBody,
  judgeCheckpoint,
  openNote,
  parseAddCheckpointRequest,
  sizeContentType,
} from '@sotto/tlog';
import type { EvidenceFolder } from './evidence-folder.ts';
import type { HeadStore } from './head-store.ts';
import type { WatchedLogs } from './logs-file.ts';

/** An answer over HTTP. */
export interface WitnessReply {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly contentType: string;
  readonly body: Uint8Array;
}

export interface WitnessOptions {
  readonly logs: WatchedLogs;
  readonly key: SignerKey;
  readonly heads: HeadStore;
  readonly evidence: EvidenceFolder;
  readonly ed25519: Ed25519;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log?: Log;
}

export interface Witness {
  /** Answers the body of an `add-checkpoint` request. Rejects with WITNESS_STORE; then nothing was cosigned. */
  readonly addCheckpoint: (body: Uint8Array) => Promise<WitnessReply>;
  /** The latest cosigned checkpoint of the log whose origin has this hash: 200 or 404. */
  readonly checkpoint: (originHash: string) => WitnessReply;
}

/** A witness by C2SP tlog-witness: cosigns for each log one line of trees, each of which begins with the one before. */
export function createWitness(options: WitnessOptions): Witness {
  const { logs, heads } = options;
  return {
    addCheckpoint: async (body) => {
      const request = read(body);
      if (request === undefined) return text(400, 'malformed request');
      const { origin } = request.checkpoint;
      const keys = logs.get(origin);
      if (keys === undefined) return text(404, 'unknown log');
      const opened = await openNote(request.note, keys, options.ed25519);
      if (opened.outcome !== 'verified') return text(403, 'no valid signature of the log');
      return decide(options, request, opened.verified);
    },
    checkpoint: (originHash) => {
      const note = heads.note(originHash);
      if (note === undefined) return text(404, 'nothing cosigned');
      return { status: 200, contentType: plain, body: note };
    },
  };
}

/** A lost race is judged again from the new head. Each one means that the log has moved on, so that this ends. */
async function decide(
  options: WitnessOptions,
  request: AddCheckpointRequest,
  signatures: readonly VerifiedSignature[],
): Promise<WitnessReply> {
  const { heads, key, ed25519 } = options;
  const { checkpoint, note } = request;
  const { origin, size, root } = checkpoint;
  for (;;) {
    const latest = heads.latest(origin);
    // Whatever the request asks for. Anybody can send a bad proof; two roots of one size can only come from the log.
    if (latest?.size === size && !Buffer.from(root).equals(latest.root)) {
      noteLie(options, request, signatures, latest);
    }
    const judgement = judgeCheckpoint(request, latest);
    switch (judgement.outcome) {
      case 'old-size-impossible':
        return text(400, 'old size above the size of the checkpoint');
      case 'conflict':
        return {
          status: 409,
          contentType: sizeContentType,
          body: formatSizeBody(judgement.size),
        };
      case 'inconsistent':
        return text(422, 'not consistent with the latest cosigned checkpoint');
      case 'cosign':
        break;
    }
    // Made before it is known to be allowed, and let out only after the head is on disk.
    const seconds = Math.floor(options.now() / 1000);
    const cosignature = await cosign(note.text, key, seconds, ed25519);
    const cosigned = formatNote({ text: note.text, signatures: [...signatures, cosignature] });
    if (heads.advance(origin, latest, { size, root }, cosigned)) {
      return { status: 200, contentType: plain, body: formatCosignatureBody([cosignature]) };
    }
  }
}

function noteLie(
  { heads, evidence, log }: WitnessOptions,
  { checkpoint, note }: AddCheckpointRequest,
  signatures: readonly VerifiedSignature[],
  latest: WitnessedHead,
): void {
  const { origin, size, root } = checkpoint;
  log?.error('equivocation', {
    origin,
    size: String(size),
    known: Buffer.from(latest.root).toString('base64'),
    other: Buffer.from(root).toString('base64'),
  });
  const kept = heads.noteOf(origin);
  if (kept !== undefined) evidence.keep(kept, formatNote({ text: note.text, signatures }));
}

const plain = 'text/plain; charset=utf-8';

function read(body: Uint8Array): AddCheckpointRequest | undefined {
  try {
    return parseAddCheckpointRequest(body);
  } catch (error) {
    if (isSottoError(error, 'WITNESS_REQUEST_MALFORMED')) return undefined;
    throw error;
  }
}

function text(status: 400 | 403 | 404 | 422, sentence: string): WitnessReply {
  return { status, contentType: plain, body: Buffer.from(`${sentence}\n`) };
}
