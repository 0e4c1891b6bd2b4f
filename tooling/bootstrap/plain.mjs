/** A failure that the person at the terminal can act on: its message is a plain sentence, no stack is shown. */
export class Plain extends Error {
  /** @override */
  name = 'Plain';
}

/**
 * Prints the error and ends the process with 1.
 * @param {unknown} error
 * @returns {never}
 */
export function exitWith(error) {
  if (error instanceof Plain) process.stderr.write(`\n${error.message}\n`);
  else
    process.stderr.write(
      `\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
  process.exit(1);
}
