import { expect, test } from 'vitest';

const policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; require-trusted-types-for 'script'";

test('everything works where eval is forbidden and Trusted Types are required', async () => {
  const frame = document.createElement('iframe');
  const reported = new Promise<unknown>((resolve) => {
    addEventListener('message', ({ data }: MessageEvent<{ readonly csp?: unknown }>) => {
      if (data.csp !== undefined) resolve(data.csp);
    });
  });
  const page = new URL('./csp-page.ts', import.meta.url);
  frame.srcdoc = `<meta http-equiv="Content-Security-Policy" content="${policy}"><script type="module" src="${page.href}"></script>`;
  document.body.append(frame);
  expect(await reported).toBe('all used');
  frame.remove();
});
