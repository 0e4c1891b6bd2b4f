import { describe, expect, test } from 'vitest';
import { loadEngine } from '../src/opening/load-engine.ts';

const never = new AbortController().signal;

describe('what runs a handset', () => {
  test('is loaded at once and once, before anybody asks for it', async () => {
    let times = 0;
    const engine = loadEngine(() => {
      times += 1;
      return import('../src/opening/engine.ts');
    });
    expect(times).toBe(1);
    const [one, other] = await Promise.all([engine(never), engine(never)]);
    expect(one.startHandset).toBe(other.startHandset);
    expect(times).toBe(1);
  });

  test('that cannot be had is said with a code, and tried again when it is asked for', async () => {
    let there = false;
    const engine = loadEngine(async () => {
      if (!there) throw new TypeError('Failed to fetch');
      return import('../src/opening/engine.ts');
    });
    await expect(engine(never)).rejects.toMatchObject({
      ...{ code: 'HANDSET_UNLOADED', retryable: true },
    });
    there = true;
    expect((await engine(never)).startHandset).toBeTypeOf('function');
  });

  test('that does not come is not waited for once something else is asked', async () => {
    const engine = loadEngine(() => new Promise(() => {}));
    const asking = new AbortController();
    const waiting = engine(asking.signal);
    asking.abort(new Error('wiped meanwhile'));
    await expect(waiting).rejects.toThrow('wiped meanwhile');
  });
});
