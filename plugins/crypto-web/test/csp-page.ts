// Loaded by csp.browser.test.ts into a frame with the strictest policy that the web handset is served with.
import { webCrypto } from '../src/index.ts';
import { bareSubtle } from './bare-subtle.ts';

// The test runner rewrites dynamic imports into calls of its own, which this frame does not have.
Object.assign(globalThis, {
  __vitest_browser_runner__: { wrapDynamicImport: (load: () => unknown) => load() },
});

const violations: string[] = [];
document.addEventListener('securitypolicyviolation', (event) =>
  violations.push(event.violatedDirective),
);

async function useAll(subtle?: SubtleCrypto): Promise<void> {
  const crypto = await webCrypto(subtle ? { subtle } : {}).create({});
  const key = crypto.random(32);
  for (const name of ['Ed25519', 'P-256'] as const) {
    const { publicKey, sign, verify } = crypto.signatures[name];
    if (!(await verify(await publicKey(key), key, await sign(key, key)))) throw new Error(name);
  }
  await crypto.signatures.Ed448.publicKey(crypto.random(57));
  await crypto.xwing.encapsulate(await crypto.xwing.publicKey(key));
  const box = { key, nonce: crypto.random(12), associatedData: key, data: key };
  await crypto.aeadSeal('ChaCha20-Poly1305', box);
  await crypto.aeadSeal('AES-256-GCM', box);
  await crypto.argon2id({
    password: key,
    salt: key,
    memoryKiB: 64,
    passes: 1,
    parallelism: 1,
    length: 32,
  });
}

async function report(): Promise<string> {
  try {
    await useAll();
    await useAll(bareSubtle());
    return violations.join() || 'all used';
  } catch (error) {
    return `${violations.join()} ${String(error)}`;
  }
}

// The frame proves something only if it does refuse eval: that is a violation, and reported as one.
const refused = new Promise((resolve) =>
  document.addEventListener('securitypolicyviolation', resolve, { once: true }),
);
try {
  Reflect.construct(Function, ['return 1']);
  parent.postMessage({ csp: 'eval is allowed' }, '*');
} catch {
  await refused;
  violations.length = 0;
  parent.postMessage({ csp: await report() }, '*');
}
