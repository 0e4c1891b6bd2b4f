/**
 * Registers the service worker, which lets the handset open without a network. The page's policy demands Trusted Types
 * for every script address: this policy knows one.
 */
export async function installServiceWorker(): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  const address = '/service-worker.js';
  const policy = trustedTypes()?.createPolicy('sotto', {
    createScriptURL: (url) => {
      if (url !== address) throw new TypeError('Not the address of the service worker.');
      return url;
    },
  });
  const trusted = policy ? (policy.createScriptURL(address) as string) : address;
  await navigator.serviceWorker.register(trusted, { scope: '/', updateViaCache: 'none' });
}

/** Trusted Types (W3C), where the browser has them; TypeScript's DOM library does not describe them. */
interface TrustedTypePolicies {
  readonly createPolicy: (
    name: string,
    rules: { readonly createScriptURL: (url: string) => string },
  ) => { readonly createScriptURL: (url: string) => unknown };
}

function trustedTypes(): TrustedTypePolicies | undefined {
  return (globalThis as { trustedTypes?: TrustedTypePolicies }).trustedTypes;
}
