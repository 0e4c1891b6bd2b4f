import { spawn } from 'node:child_process';

/**
 * Runs a program and keeps what it says. Ends it when this process is told to end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ code: number, output: string, missing: boolean }>}
 */
export function runQuietly(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    /** @param {Buffer} chunk */
    const keep = (chunk) => {
      output = (output + chunk.toString()).slice(-20_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    /** @param {NodeJS.Signals} signal */
    const end = (signal) => {
      child.kill(signal);
      process.exit(130);
    };
    process.once('SIGINT', end);
    process.once('SIGTERM', end);
    const stop = () => {
      process.off('SIGINT', end);
      process.off('SIGTERM', end);
    };
    child.on('error', (error) => {
      stop();
      if ('code' in error && error.code === 'ENOENT') resolve({ code: 127, output, missing: true });
      else reject(error);
    });
    child.on('close', (code) => {
      stop();
      resolve({ code: code ?? 1, output, missing: false });
    });
  });
}

/**
 * True when a package manager's output shows that it could not reach its registry.
 * @param {string} output
 */
export function saysNoNetwork(output) {
  return /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|error sending request|dns error/i.test(
    output,
  );
}
