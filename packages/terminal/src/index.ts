export type { TerminalErrorCode } from './error-codes.ts';
export { createLineWriter } from './line-writer.ts';
export type { LineWriter } from './line-writer.ts';
export { readPassphrase } from './passphrase.ts';
export type { PassphraseSource } from './passphrase.ts';
export { safeJson, safeLine, safeLines } from './safe-text.ts';
export { stopSignal } from './stop-signals.ts';
export { processTerminal } from './terminal.ts';
export type { Terminal } from './terminal.ts';
