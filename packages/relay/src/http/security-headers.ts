/** Headers of one of the web handset's own files, by the path that it is served under. */
export function webHeaders(
  path: string,
  connectSources: readonly string[],
): Readonly<Record<string, string>> {
  return path === kindFramePath ? frameHeaders : pageHeaders(connectSources);
}

/** The document in which views of plugins run: see docs/decisions/kinds.md. */
const kindFramePath = '/kind-frame.html';

/**
 * `connectSources` says which relays, besides the one that serves it, the handset may talk to: see docs/operate.md for the
 * choice.
 */
function pageHeaders(connectSources: readonly string[]): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    // WebAssembly for Argon2id; no other code is made at run time.
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    `connect-src ${["'self'", ...connectSources].join(' ')}`,
    // The frame for views. Every other file forbids to be framed.
    "frame-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types sotto',
  ];
  return {
    ...everywhere,
    'content-security-policy': policy.join('; '),
    'permissions-policy': permissions('camera=(self)'),
    'x-frame-options': 'DENY',
  };
}

const everywhere = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** The camera reads QR codes. Nothing else is asked for, now or by mistake later. */
function permissions(camera: string): string {
  const others = [
    'accelerometer',
    'autoplay',
    'bluetooth',
    'browsing-topics',
    'display-capture',
    'encrypted-media',
    'geolocation',
    'gyroscope',
    'hid',
    'idle-detection',
    'local-fonts',
    'magnetometer',
    'microphone',
    'midi',
    'payment',
    'serial',
    'usb',
    'xr-spatial-tracking',
  ];
  return [camera, ...others.map((feature) => `${feature}=()`)].join(', ');
}

/**
 * The frame has no origin, and nothing in it reaches anything. A view inherits this policy, and a stricter one comes with
 * it, which allows its own script alone. No frame of the frame can be led to an address, not even to one of this server.
 */
const frameHeaders: Readonly<Record<string, string>> = {
  ...everywhere,
  'content-security-policy': [
    'sandbox allow-scripts',
    "default-src 'none'",
    "script-src 'unsafe-inline'",
    "style-src 'unsafe-inline'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ].join('; '),
  'permissions-policy': permissions('camera=()'),
  'x-frame-options': 'SAMEORIGIN',
};
