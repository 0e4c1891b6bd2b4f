import { expect, test } from 'vitest';
import type { HeadStore } from '../src/head-store.ts';
import { openHeads, serve, temporaryFolder } from './served.ts';
import { ed25519, TestLog } from './test-log.ts';

const origin = 'example.com/log';
const log = await TestLog.of(origin);
const liar = await TestLog.of(origin, 'other');

/** Signs late, so that all who ask together are judged before one of them is kept. */
const slowly: typeof ed25519.sign = async (...call) => {
  await new Promise((resolve) => setTimeout(resolve, 20));
  return ed25519.sign(...call);
};

test('of two trees from one size, asked for at the same time, one is cosigned', async () => {
  for (let round = 0; round < 10; round += 1) {
    const served = await serve([log], undefined, slowly);
    await served.post(await log.request(0, 5));
    const bodies = [await log.request(5, 8), await liar.request(5, 8), await liar.request(5, 9)];
    const answers = await Promise.all(bodies.concat(bodies).map(served.post));
    const signed = new Set(answers.flatMap(({ status }, at) => (status === 200 ? [at % 3] : [])));
    expect(signed.size).toBe(1);
    const [winner] = signed;
    const source = winner === 0 ? log : liar;
    const size = winner === 2 ? 9 : 8;
    expect(served.heads.latest(origin)).toEqual({
      size: BigInt(size),
      root: source.tree.root(size),
    });
    for (const { status, body } of answers) if (status === 409) expect(body).toBe(`${size}\n`);
  }
});

test('a request that was judged before another one was kept does not take the log back', async () => {
  const heads = await openHeads(await temporaryFolder());
  let moveOn: (() => void) | undefined;
  // Between judging and keeping, the log moves on once.
  const store: HeadStore = {
    ...heads,
    advance: (...call) => {
      moveOn?.();
      moveOn = undefined;
      return heads.advance(...call);
    },
  };
  const served = await serve([log], store);
  await served.post(await log.request(0, 8));
  moveOn = () => {
    const [from, to] = [8, 33].map((size) => ({ size: BigInt(size), root: log.tree.root(size) }));
    expect(heads.advance(origin, from, to!, Buffer.from('note'))).toBe(true);
  };
  const late = await served.post(await log.request(8, 9));
  expect([late.status, late.body]).toEqual([409, '33\n']);
  expect(heads.latest(origin)?.size).toBe(33n);
});

test('a store that fails gets 503 and no cosignature', async () => {
  const heads = await openHeads(await temporaryFolder());
  const served = await serve([log], {
    ...heads,
    advance: () => {
      throw new Error('disk full');
    },
  });
  const answer = await served.post(await log.request(0, 8));
  expect([answer.status, answer.body]).toEqual([503, 'later\n']);
  expect(heads.isEmpty()).toBe(true);
});
