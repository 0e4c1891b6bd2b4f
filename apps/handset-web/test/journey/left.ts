import type { Page } from 'playwright-core';

export interface Left {
  readonly databases: readonly (string | undefined)[];
  readonly records: number;
  readonly stored: number;
}

/** What of a handset the browser has, as far as a page can see. */
export function left(page: Page): Promise<Left> {
  return page.evaluate(async () => {
    const count = await new Promise<number>((resolve) => {
      const request = indexedDB.open('sotto', 1);
      request.onupgradeneeded = () => request.result.createObjectStore('record');
      request.onsuccess = () => {
        const all = request.result.transaction('record').objectStore('record').count();
        all.onsuccess = () => {
          resolve(all.result);
          request.result.close();
        };
      };
    });
    return {
      databases: (await indexedDB.databases()).map(({ name }) => name),
      records: count,
      stored: localStorage.length + sessionStorage.length,
    };
  });
}
