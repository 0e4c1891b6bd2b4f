import { countingBytes } from '../bytes.ts';
import type { Clauses } from '../contract.ts';
import { ensure, ensureBytes, ensureEqual } from '../ensure.ts';
import { everyCall } from './every-call.ts';

export type ConductClauseId =
  | 'random-length'
  | 'random-bounds'
  | 'random-fresh'
  | 'equal'
  | 'inputs-unchanged'
  | 'output-own'
  | 'input-views'
  | 'input-reused'
  | 'calls-at-once';

export const conductClauses: Clauses<ConductClauseId, 'crypto'> = {
  'random-length': {
    promise: 'random gives as many bytes as were asked for, from 0 to 65,536',
    check: async ({ create }) => {
      const { random } = await create();
      for (const length of [0, 1, 16, 32, 1_000, 65_536])
        ensureEqual(random(length).length, length, 'bytes');
    },
  },
  'random-bounds': {
    promise: 'random throws CRYPTO_INPUT for any other length',
    check: async ({ create }) => {
      const { random } = await create();
      for (const length of [-1, 1.5, 65_537, Number.NaN, Number.POSITIVE_INFINITY]) {
        let code: unknown;
        try {
          random(length);
        } catch (error) {
          code = (error as { code?: unknown }).code;
        }
        ensure(code === 'CRYPTO_INPUT', `${length} bytes: expected CRYPTO_INPUT`);
      }
    },
  },
  'random-fresh': {
    promise: 'random never repeats itself, and every bit takes both values',
    check: async ({ create }) => {
      const { random } = await create();
      const draws = Array.from({ length: 200 }, () => random(32));
      ensureEqual(
        new Set(draws.map((draw) => draw.join())).size,
        draws.length,
        'different draws of 200',
      );
      for (let index = 0; index < 32; index += 1) {
        const ones = draws.reduce((sum, draw) => sum | draw[index]!, 0);
        const zeros = draws.reduce((sum, draw) => sum | ~draw[index]!, 0);
        ensure((ones & zeros & 0xff) === 0xff, `byte ${index} has a bit that never changes`);
      }
    },
  },
  equal: {
    promise: 'equal is true for the same bytes only',
    check: async ({ create }) => {
      const { equal } = await create();
      const bytes = countingBytes(40);
      ensureEqual(equal(bytes, bytes.slice()), true, 'the same bytes');
      ensureEqual(equal(new Uint8Array(0), new Uint8Array(0)), true, 'no bytes');
      for (let index = 0; index < bytes.length; index += 1) {
        ensureEqual(equal(bytes, bytes.with(index, 0xff)), false, `byte ${index} differs`);
        ensureEqual(equal(bytes, bytes.slice(0, index)), false, `only ${index} bytes`);
        ensureEqual(equal(bytes.slice(0, index), bytes), false, `only ${index} bytes on the left`);
      }
    },
  },
  'inputs-unchanged': {
    promise: 'every function leaves its inputs as they were',
    check: async ({ create }) => {
      const crypto = await create();
      for (const { name, inputs, run } of everyCall) {
        const given = inputs.map((input) => input.slice());
        await run(crypto, ...given);
        for (const [index, input] of inputs.entries())
          ensureBytes(given[index], input, `${name}, input ${index}`);
      }
    },
  },
  'output-own': {
    promise:
      'every output is a plain Uint8Array with memory of its own, that no later call changes',
    check: async ({ create }) => {
      const crypto = await create();
      for (const { name, inputs, run } of everyCall) {
        const first = await run(crypto, ...inputs);
        const copies = first.map((output) => output.slice());
        for (const [index, output] of first.entries()) {
          ensure(
            Object.getPrototypeOf(output) === Uint8Array.prototype,
            `${name}: not a plain Uint8Array`,
          );
          ensureEqual(
            output.buffer.byteLength,
            output.byteLength,
            `${name}: bytes of memory behind the output`,
          );
          ensure(
            inputs.every((input) => input.buffer !== output.buffer),
            `${name}: shares memory with an input`,
          );
          output.fill(0);
          ensure(
            output.every((byte) => byte === 0),
            `${name}: output ${index} cannot be overwritten`,
          );
        }
        const second = await run(crypto, ...inputs);
        for (const [index, copy] of copies.entries())
          ensureBytes(second[index], copy, `${name}: after overwriting`);
      }
    },
  },
  'input-views': {
    promise: 'inputs may be views into larger memory',
    check: async ({ create }) => {
      const crypto = await create();
      for (const { name, inputs, run } of everyCall) {
        const views = inputs.map((input) => {
          const around = new Uint8Array(input.length + 11).fill(0xee);
          around.set(input, 5);
          return around.subarray(5, 5 + input.length);
        });
        const expected = await run(crypto, ...inputs);
        const actual = await run(crypto, ...views);
        for (const [index, output] of expected.entries()) ensureBytes(actual[index], output, name);
      }
    },
  },
  'input-reused': {
    promise: 'an array that is filled anew between calls counts as what it holds now',
    check: async ({ create }) => {
      const crypto = await create();
      for (const { name, inputs, run } of everyCall) {
        const arrays = inputs.map((input) => input.toReversed());
        await run(crypto, ...arrays);
        for (const [index, input] of inputs.entries()) arrays[index]!.set(input);
        const expected = await run(crypto, ...inputs.map((input) => input.slice()));
        const actual = await run(crypto, ...arrays);
        for (const [index, output] of expected.entries()) ensureBytes(actual[index], output, name);
      }
    },
  },
  'calls-at-once': {
    promise: 'calls under way at the same time do not disturb each other',
    check: async ({ create }) => {
      const crypto = await create();
      for (const { name, inputs, run } of everyCall) {
        const variants = [0, 1, 2].map((shift) =>
          inputs.map((input) => input.map((byte) => byte + shift)),
        );
        const expected: (readonly Uint8Array[])[] = [];
        for (const variant of variants) expected.push(await run(crypto, ...variant));
        const actual = await Promise.all(variants.map((variant) => run(crypto, ...variant)));
        for (const [index, outputs] of expected.entries()) {
          for (const [at, output] of outputs.entries())
            ensureBytes(actual[index]?.[at], output, name);
        }
      }
    },
  },
};
