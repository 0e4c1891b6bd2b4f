import { describe, expect, test } from 'vitest';
import type { AddCheckpointRequest, CheckpointJudgement, WitnessedHead } from '@sotto/tlog';
import {
  cosign,
  emptyTreeRoot,
  formatAddCheckpointRequest,
  formatCheckpoint,
  formatCosignatureBody,
  formatNote,
  formatSizeBody,
  judgeCheckpoint,
  MemoryTree,
  openCosignatures,
  parseAddCheckpointRequest,
  parseCosignatureBody,
  parseSizeBody,
  parseWitnessAnswer,
  signNote,
  sizeContentType,
  tlogLimits,
} from '@sotto/tlog';
import { codeOf } from './codes.ts';
import { ed25519, flipped, fromUtf8, keyOf, utf8 } from './keys.ts';

const origin = 'example.com/log';
const log = await keyOf(origin, 1);
const witness = await keyOf('witness.example/w1', 2, 'cosignature');
const tree = new MemoryTree();
for (let index = 0; index < 40; index += 1) tree.append(utf8(`entry ${index}`));

const headOf = (size: number): WitnessedHead => ({ size: BigInt(size), root: tree.root(size) });
const textOf = (size: number, root = tree.root(size)): string =>
  formatCheckpoint({ origin, size, root });

async function bodyOf(oldSize: number, size: number, proof = tree.consistencyProof(oldSize, size)) {
  const text = textOf(size);
  const note = { text, signatures: [await signNote(text, log, ed25519)] };
  return formatAddCheckpointRequest({ oldSize, proof, note });
}

describe('the request', () => {
  test('[6-1] is an old size, a proof, an empty line and a signed checkpoint', async () => {
    const body = await bodyOf(6, 8);
    const [old, ...lines] = fromUtf8(body).split('\n');
    expect(old).toBe('old 6');
    expect(lines.slice(0, 5).map((line) => line.length)).toEqual([44, 44, 44, 0, origin.length]);
    const request = parseAddCheckpointRequest(body);
    expect(request.oldSize).toBe(6n);
    expect(request.proof).toEqual(tree.consistencyProof(6, 8));
    expect(request.checkpoint).toEqual({ origin, size: 8n, root: tree.root(8), extensions: [] });
    expect(formatAddCheckpointRequest(request)).toEqual(body);
    expect(parseAddCheckpointRequest(await bodyOf(0, 8)).proof).toEqual([]);
  });

  test('[6-2] of another form is malformed', async () => {
    const good = fromUtf8(await bodyOf(6, 8));
    const [, hash = ''] = good.split('\n');
    for (const bad of [
      '',
      '\n\n',
      good.slice(6),
      `\n${good}`,
      good.replace('old 6', 'old  6'),
      good.replace('old 6', 'old 06'),
      good.replace('old 6', 'old +6'),
      good.replace('old 6', 'old -6'),
      good.replace('old 6', 'old 6 '),
      good.replace('old 6', 'old 6\r'),
      good.replace('old 6', 'new 6'),
      good.replace('old 6', 'old'),
      good.replace('old 6', 'old 9223372036854775808'),
      good.replace(hash, `${hash} `),
      good.replace(hash, hash.slice(0, -1)),
      good.replace(hash, 'YmFuYW5hcw=='),
      good.replace(hash, `!${hash.slice(1)}`),
      good.replace('\n\nexample', '\nexample'),
      good.replace('\n\nexample', '\n\n\nexample'),
      good.slice(0, -1),
      good.slice(0, good.indexOf('\u2014')),
      good.replace('\n8\n', '\n08\n'),
      good.replace('\n8\n', '\n'),
    ]) {
      expect(
        codeOf(() => parseAddCheckpointRequest(utf8(bad))),
        JSON.stringify(bad),
      ).toBe('WITNESS_REQUEST_MALFORMED');
    }
    const notText = Uint8Array.of(...utf8('old 6\n'), 0xff, ...utf8(good.slice(6)));
    expect(codeOf(() => parseAddCheckpointRequest(notText))).toBe('WITNESS_REQUEST_MALFORMED');
  });

  test('[6-3] has at most 63 hashes, and is bounded as a whole', async () => {
    const hashes = Array.from({ length: 64 }, () => tree.root(1));
    expect(parseAddCheckpointRequest(await bodyOf(6, 8, hashes.slice(1))).proof).toHaveLength(63);
    const text = textOf(8);
    const note = { text, signatures: [await signNote(text, log, ed25519)] };
    expect(codeOf(() => formatAddCheckpointRequest({ oldSize: 6, proof: hashes, note }))).toBe(
      'WITNESS_REQUEST_MALFORMED',
    );
    const lines = hashes.map((hash) => `${Buffer.from(hash).toString('base64')}\n`).join('');
    const long = utf8(`old 6\n${lines}\n${fromUtf8(formatNote(note))}`);
    expect(codeOf(() => parseAddCheckpointRequest(long))).toBe('WITNESS_REQUEST_MALFORMED');
    const huge = new Uint8Array(tlogLimits.maxWitnessRequestBytes + 1);
    expect(codeOf(() => parseAddCheckpointRequest(huge))).toBe('WITNESS_REQUEST_MALFORMED');
  });

  test('[6-4] may carry sixteen signatures of 5 kB beside the log’s', async () => {
    const text = textOf(8);
    const large = Array.from({ length: 15 }, (_, at) => ({
      name: `witness.example/post-quantum/${at}`,
      keyId: at,
      signature: new Uint8Array(5_000),
    }));
    const signatures = [...large, await signNote(text, log, ed25519)];
    const body = formatAddCheckpointRequest({ oldSize: 0, proof: [], note: { text, signatures } });
    expect(parseAddCheckpointRequest(body).note.signatures).toEqual(signatures);
  });
});

describe('the judgement', () => {
  const judge = (
    request: Pick<AddCheckpointRequest, 'oldSize' | 'proof'> & {
      readonly size: number;
      readonly root?: Uint8Array;
    },
    latest?: WitnessedHead,
  ): CheckpointJudgement => {
    const { size, root = tree.root(size) } = request;
    const checkpoint = { origin, size: BigInt(size), root, extensions: [] };
    return judgeCheckpoint({ ...request, checkpoint }, latest);
  };
  const inconsistent = { outcome: 'inconsistent' };
  const cosignIt = { outcome: 'cosign' };

  test('[6-5] an old size above the checkpoint’s is impossible, whatever the witness knows', () => {
    const request = { oldSize: 9n, proof: [], size: 8 };
    expect(judge(request, headOf(9))).toEqual({ outcome: 'old-size-impossible' });
    expect(judge(request)).toEqual({ outcome: 'old-size-impossible' });
  });

  test('[6-6] an old size that is not the latest gets the latest', () => {
    const proof = tree.consistencyProof(6, 8);
    expect(judge({ oldSize: 6n, proof, size: 8 }, headOf(7))).toEqual({
      outcome: 'conflict',
      size: 7n,
    });
    expect(judge({ oldSize: 0n, proof: [], size: 8 }, headOf(7))).toEqual({
      outcome: 'conflict',
      size: 7n,
    });
    expect(judge({ oldSize: 6n, proof, size: 8 })).toEqual({ outcome: 'conflict', size: 0n });
  });

  test('[6-7] from nothing, any tree without a proof is cosigned, and none with one', () => {
    expect(judge({ oldSize: 0n, proof: [], size: 8 })).toEqual(cosignIt);
    expect(judge({ oldSize: 0n, proof: [], size: 8 }, headOf(0))).toEqual(cosignIt);
    expect(judge({ oldSize: 0n, proof: [tree.root(1)], size: 8 })).toEqual(inconsistent);
  });

  test('[6-8] the empty tree has its own root and no other', () => {
    expect(judge({ oldSize: 0n, proof: [], size: 0 })).toEqual(cosignIt);
    expect(judge({ oldSize: 0n, proof: [], size: 0, root: tree.root(1) })).toEqual(inconsistent);
    expect(judge({ oldSize: 0n, proof: [], size: 0, root: emptyTreeRoot() }, headOf(0))).toEqual(
      cosignIt,
    );
  });

  test('[6-9] a larger tree needs a proof that holds', () => {
    const proof = tree.consistencyProof(6, 33);
    expect(judge({ oldSize: 6n, proof, size: 33 }, headOf(6))).toEqual(cosignIt);
    const root = flipped(tree.root(33), 3);
    for (const bad of [[], proof.slice(1), [...proof, proof[0]!], proof.with(0, tree.root(3))])
      expect(judge({ oldSize: 6n, proof: bad, size: 33 }, headOf(6))).toEqual(inconsistent);
    expect(judge({ oldSize: 6n, proof, size: 33, root }, headOf(6))).toEqual(inconsistent);
  });

  test('[6-10] the same size is cosigned again with the same root, and never with another', () => {
    expect(judge({ oldSize: 8n, proof: [], size: 8 }, headOf(8))).toEqual(cosignIt);
    const root = flipped(tree.root(8), 0);
    expect(judge({ oldSize: 8n, proof: [], size: 8, root }, headOf(8))).toEqual(inconsistent);
    expect(judge({ oldSize: 8n, proof: [tree.root(8)], size: 8 }, headOf(8))).toEqual(inconsistent);
  });
});

describe('the answer', () => {
  test('[6-11] to a cosigned checkpoint is signature lines, of which only known keys count', async () => {
    const text = textOf(8);
    const mine = await cosign(text, witness, 1_800_000_000, ed25519);
    const stranger = { name: 'witness.example/w2', keyId: 5, signature: new Uint8Array(72) };
    const body = formatCosignatureBody([stranger, mine]);
    expect(fromUtf8(body)).toMatch(/^(\u2014 witness\.example\/w\d \S+\n){2}$/);
    const answer = parseWitnessAnswer({ status: 200, contentType: undefined, body });
    expect(answer).toEqual({ outcome: 'cosigned', signatures: [stranger, mine] });
    expect(parseCosignatureBody(body)).toEqual([stranger, mine]);
    const found = await openCosignatures({ text }, [stranger, mine], [witness], ed25519);
    expect(found.map(({ timestampSeconds }) => timestampSeconds)).toEqual([1_800_000_000n]);
    expect(await openCosignatures({ text: textOf(9) }, [mine], [witness], ed25519)).toEqual([]);
    expect(await openCosignatures({ text }, [stranger], [witness], ed25519)).toEqual([]);
    expect(await openCosignatures({ text }, [mine], [log], ed25519)).toEqual([]);
  });

  test('[6-12] with time 0 is no cosignature', async () => {
    const text = textOf(8);
    const signed = await ed25519.sign(witness.privateKey, utf8(`cosignature/v1\ntime 0\n${text}`));
    const { name, keyId } = witness;
    const timeless = { name, keyId, signature: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, ...signed) };
    expect(await openCosignatures({ text }, [timeless], [witness], ed25519)).toEqual([]);
  });

  test('[6-13] to a conflict is a size and a newline, of its own content type', () => {
    const body = formatSizeBody(20_852_014);
    expect(fromUtf8(body)).toBe('20852014\n');
    for (const contentType of [sizeContentType, `${sizeContentType}; charset=utf-8`]) {
      const answer = parseWitnessAnswer({ status: 409, contentType, body });
      expect(answer).toEqual({ outcome: 'conflict', size: 20_852_014n });
    }
    for (const contentType of [undefined, 'text/plain', 'text/x.tlog.sizes']) {
      const answer = { status: 409, contentType, body };
      expect(codeOf(() => parseWitnessAnswer(answer))).toBe('WITNESS_ANSWER_MALFORMED');
    }
    for (const bad of ['', '\n', '1', ' 1\n', '01\n', '1\n\n', '-1\n', `${'1'.repeat(70)}\n`])
      expect(
        codeOf(() => parseSizeBody(utf8(bad))),
        bad,
      ).toBe('WITNESS_ANSWER_MALFORMED');
  });

  test('[6-14] of another status says why not', () => {
    const outcomeOf = (status: number): string =>
      parseWitnessAnswer({ status, contentType: undefined, body: new Uint8Array(0) }).outcome;
    const outcomes = [400, 403, 404, 422, 429, 500, 503, 302].map(outcomeOf);
    expect(outcomes.slice(0, 4)).toEqual(['malformed', 'refused', 'unknown-log', 'inconsistent']);
    expect(new Set(outcomes.slice(4))).toEqual(new Set(['failed']));
    expect(codeOf(() => outcomeOf(200))).toBe('WITNESS_ANSWER_MALFORMED');
    const huge = new Uint8Array(tlogLimits.maxWitnessAnswerBytes + 1);
    expect(codeOf(() => parseCosignatureBody(huge))).toBe('WITNESS_ANSWER_MALFORMED');
  });
});
