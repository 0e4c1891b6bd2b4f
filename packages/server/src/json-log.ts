import type { Log, LogFields } from '@sotto/core';

/** One JSON object a line. Who logs puts no address, no key and no identifier of a person or mailbox into it. */
export function jsonLog(write: (line: string) => void): Log {
  const at =
    (level: string) =>
    (event: string, fields: LogFields = {}): void =>
      write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...fields })}\n`);
  return { info: at('info'), warn: at('warn'), error: at('error') };
}
