import { spawn } from 'node:child_process';

/** How a program ended and what it said. */
export interface ToolResult {
  readonly code: number;
  /** Standard output and error, interleaved as they came. */
  readonly output: string;
}

/** Runs an installed tool by name and keeps its output. Rejects only when it cannot be started. */
export function runTool(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<ToolResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({
        code: code ?? 1,
        output:
          Buffer.concat(chunks).toString() + (signal === null ? '' : `\n(ended by ${signal})\n`),
      }),
    );
  });
}
