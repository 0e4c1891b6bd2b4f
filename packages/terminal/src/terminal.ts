import type { Readable, Writable } from 'node:stream';

/** What the program has of the world around it; tests hand in their own. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative paths start here. */
  readonly folder: string;
}

/**
 * This process's own.
 *
 * @param script started as `npm run <script>`, the folder is the one where that was typed
 */
export function processTerminal(script: string): Terminal {
  const { stdin, stdout, stderr, env } = process;
  const typedIn = env['npm_lifecycle_event'] === script ? env['INIT_CWD'] : undefined;
  return { stdin, stdout, stderr, env, folder: typedIn ?? process.cwd() };
}
