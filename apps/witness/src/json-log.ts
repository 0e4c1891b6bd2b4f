import type { Log, LogFields } from '@sotto/core';

/** One JSON object a line. The witness puts no address and no byte of a request into it. */
export function jsonLog(write: (line: string) => void): Log {
  const at =
    (level: string) =>
    (event: string, fields: LogFields = {}): void =>
      write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...fields })}\n`);
  return { info: at('info'), warn: at('warn'), error: at('error') };
}
