import type { Crypto } from '@sotto/core';
import type { Authenticate, Engine } from '../../src/engine.ts';
import { createEngine } from '../../src/engine.ts';
import type { MlsLimits } from '../../src/limits.ts';
import { defaultLimits } from '../../src/limits.ts';
import type { Mls } from '../../src/mls.ts';
import { createMls } from '../../src/mls.ts';
import type { Suite } from '../../src/suite/suite.ts';
import { createCrypto } from '../crypto.ts';

export interface EngineOptions {
  readonly suiteId?: number;
  readonly authenticate?: Authenticate;
  readonly limits?: Partial<MlsLimits>;
}

const mandatory = 1;
let known: Promise<Crypto> | undefined;

export function testCrypto(): Promise<Crypto> {
  return (known ??= createCrypto());
}

/** The engine under test, its parts, and the suite that the toolbox works with. */
export async function engineFor(options: EngineOptions): Promise<{
  readonly mls: Mls;
  readonly engine: Engine;
  readonly suite: Suite;
}> {
  const crypto = await testCrypto();
  const authenticate = options.authenticate ?? (() => true);
  const limits = { ...defaultLimits, ...options.limits };
  const engine = createEngine(crypto, authenticate, limits);
  return {
    mls: createMls({ crypto, authenticate, limits }),
    engine,
    suite: engine.suite(options.suiteId ?? mandatory),
  };
}
