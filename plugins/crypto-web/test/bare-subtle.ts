const missing: ReadonlySet<string> = new Set([
  'Ed25519',
  'X25519',
  'ML-KEM-768',
  'ChaCha20-Poly1305',
  'ECDSA',
  'ECDH',
]);

/** A SubtleCrypto of some years ago: hashes, HMAC and AES only. */
export function bareSubtle(subtle: SubtleCrypto = globalThis.crypto.subtle): SubtleCrypto {
  return new Proxy(subtle, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...given: unknown[]) => {
        for (const argument of given) {
          const algorithm =
            typeof argument === 'object' && argument !== null && 'name' in argument
              ? argument.name
              : argument;
          if (missing.has(algorithm as string))
            throw new DOMException('Unrecognized name.', 'NotSupportedError');
        }
        return Reflect.apply(member, target, given);
      };
    },
  });
}
