/** How the program ends. The README lists them; a test holds the two together. */
export const exitCodes = {
  done: 0,
  /** Refused or failed; the sentence on stderr says why. */
  failed: 1,
  usage: 2,
  /** The passphrase is missing, wrong or too short. */
  passphrase: 3,
  /** Too few witnesses cosigned, or a log cannot be reached. */
  witnesses: 4,
  /** Another process is publishing from this folder. */
  busy: 5,
  /** Something needs care: it expires soon, or nothing is known of it. */
  care: 6,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const byErrorCode: ReadonlyMap<string, ExitCode> = new Map([
  ['OPERATOR_USAGE', exitCodes.usage],
  ['OPERATOR_PASSPHRASE', exitCodes.passphrase],
  ['PASSPHRASE_MISSING', exitCodes.passphrase],
  ['PASSPHRASE_MISMATCH', exitCodes.passphrase],
  ['OPERATOR_WITNESSES', exitCodes.witnesses],
  ['OPERATOR_UNREACHED', exitCodes.witnesses],
  ['OPERATOR_BUSY', exitCodes.busy],
  ['CLI_INTERRUPTED', exitCodes.interrupted],
]);

/** The exit code for an error code; `failed` when it has none of its own. */
export function exitCodeFor(errorCode: string): ExitCode {
  return byErrorCode.get(errorCode) ?? exitCodes.failed;
}
