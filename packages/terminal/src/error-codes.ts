/** Codes of what a program asks a person, at the terminal or by a file. */
export type TerminalErrorCode =
  | 'PASSPHRASE_MISSING'
  | 'PASSPHRASE_MISMATCH'
  | 'FILE_UNUSABLE'
  | 'CLI_INTERRUPTED';
