import { destroyIndexeddbRecords } from '@sotto/records-indexeddb';

/** What this browser keeps of the handset besides its store: see `VaultOptions.erase`. Each may run again. */
export function eraseBrowser(store: string): readonly (() => Promise<void>)[] {
  return [
    async () => {
      for (const name of await globalThis.caches.keys()) await caches.delete(name);
    },
    async () => {
      const workers = await navigator.serviceWorker.getRegistrations();
      await Promise.all(workers.map((worker) => worker.unregister()));
    },
    async () => {
      localStorage.clear();
      sessionStorage.clear();
      // Where the person was is in the history of this window.
      history.replaceState(null, '', location.pathname + location.search);
    },
    () => destroyIndexeddbRecords({ name: canaryName(store) }),
  ];
}

/** The store beside it on which the wipe is tested. */
export function canaryName(store: string): string {
  return `${store}-canary`;
}
