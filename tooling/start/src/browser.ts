import { spawn } from 'node:child_process';

/** Shows the address in the person's browser, if there is a way; whether it worked is theirs to see. */
export function openBrowser(url: string): void {
  const command = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const child = spawn(command, [url], { detached: true, stdio: 'ignore' });
  child.on('error', () =>
    process.stdout.write('No browser could be opened; open the address yourself.\n'),
  );
  child.unref();
}
