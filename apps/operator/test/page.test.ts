import type { ChildProcess } from 'node:child_process';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { openActLog, startLogPosition, tileSource } from '@sotto/actlog';
import { expect, onTestFinished, test } from 'vitest';
import { ed25519 } from '../src/ed25519.ts';
import { commandsBetween } from './page-commands.ts';
import { passphraseOption, temporaryFolder } from './program-fixture.ts';

const root = join(import.meta.dirname, '../../..');
/** Ports that the page names. */
const pagePorts = ['7300', '7381', '7382', '7383'];

test(
  'the commands of the page make a network of three operators, three witnesses and a relay, and its log is followed',
  { timeout: 300_000 },
  async () => {
    const folder = temporaryFolder();
    const [, file] = passphraseOption(folder);
    const ports = new Map(
      await Promise.all(pagePorts.map(async (port) => [port, await freePort()] as const)),
    );
    const env = {
      PATH: process.env['PATH']!,
      HOME: folder,
      SOTTO_OPERATOR_PASSPHRASE_FILE: file!,
    };
    const blocks = commandsBetween('# A network with three operators', '## When keys are lost');
    let output = '';
    for (const line of blocks.flat()) {
      const command = runnable(line, ports);
      if (/^npm run (witness|relay) /.test(line)) await startServer(command, folder, env);
      else output += await run(command, folder, env);
    }
    expect(blocks.flat().length).toBeGreaterThan(18);
    expect(output).toMatch(/entry 1: a freeze, number 0/);
    expect(output).toContain('freeze   noNewMembers, entry 1');
    const pin = Uint8Array.fromHex(
      readFileSync(join(folder, 'tea/network/charter.hash'), 'utf8').trim(),
    );
    const source = tileSource(async (path) => {
      const answer = await fetch(`http://127.0.0.1:${ports.get('7300')}/log/${path}`);
      return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : undefined;
    });
    const nowSeconds = Math.floor(Date.now() / 1000);
    const followed = await openActLog(startLogPosition(pin), []).follow(source, {
      ed25519,
      nowSeconds,
    });
    if (followed.outcome !== 'advanced') expect.fail(followed.outcome);
    const { network } = followed.log.position.state;
    expect(network?.freeze?.level).toBe('noNewMembers');
    expect(followed.log.position.head?.cosignatures).toHaveLength(3);
  },
);

/** As it is typed, but for the ports; npm's programs are run as npm runs them, and nobody is here to type yes. */
function runnable(line: string, ports: ReadonlyMap<string, number>): string {
  const onPorts = line.replace(/\b7[0-9]{3}\b/g, (port) => String(ports.get(port) ?? port));
  const plain = onPorts.replace(/^npm run (operator|witness|relay) -- /, (_, program: string) => {
    const main = join(root, 'apps', program, 'src/main.ts');
    return `exec "${process.execPath}" --conditions=@sotto/source "${main}" `;
  });
  return /main\.ts" sign /.test(plain) ? `${plain} --yes` : plain;
}

/** Standard output of a command that has to succeed; 6 is for what needs care. */
async function run(command: string, cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  try {
    return (await promisify(execFile)('bash', ['-c', command], { cwd, env })).stdout;
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    expect(code, `${command}\n${stderr}`).toBe(6);
    return stdout;
  }
}

/** Resolves when the server says that it listens. */
async function startServer(command: string, cwd: string, env: NodeJS.ProcessEnv): Promise<void> {
  const child: ChildProcess = spawn('bash', ['-c', command], {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onTestFinished(async () => {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  });
  let log = '';
  for await (const piece of child.stderr! as AsyncIterable<Buffer>) {
    log += piece.toString();
    if (log.includes('"listening"')) break;
  }
  expect(log).toContain('"listening"');
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
