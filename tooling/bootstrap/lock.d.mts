/** See lock.mjs. */
export function withLock<T>(
  path: string,
  work: () => Promise<T>,
  options?: { readonly say?: (line: string) => void; readonly silentForMs?: number },
): Promise<T>;
