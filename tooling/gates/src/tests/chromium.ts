import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import { runTool } from '../tool.ts';

/** A Chromium to test in, or what was tried to get one. */
export interface FoundChromium {
  readonly path: string | undefined;
  readonly tried: readonly string[];
}

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const macPaths = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * Finds a Chromium: the one that SOTTO_CHROMIUM names, an installed one, Playwright's own, and at last Debian's package,
 * which it installs when it may.
 *
 * @throws Error when SOTTO_CHROMIUM names no program
 */
export async function findChromium(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<FoundChromium> {
  const named = env['SOTTO_CHROMIUM'];
  if (named !== undefined && named !== '') {
    if (!isProgram(named)) throw new Error('SOTTO_CHROMIUM does not name a program.');
    return { path: named, tried: [] };
  }
  const tried: string[] = [];
  const installed = onPath(env['PATH'] ?? '') ?? macPaths.find(isProgram);
  if (installed !== undefined) return { path: installed, tried };
  tried.push(`none of ${names.join(', ')} is on PATH`);
  const own = chromium.executablePath();
  if (own !== '' && existsSync(own)) return { path: own, tried };
  tried.push('Playwright has none installed');
  const failure = await installFromDebian();
  const fresh = failure === undefined ? onPath(env['PATH'] ?? '') : undefined;
  if (failure !== undefined) tried.push(failure);
  else if (fresh === undefined)
    tried.push('Debian installed its package, but no program came of it');
  return { path: fresh, tried };
}

function onPath(path: string): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A sentence about why it did not work; undefined when it did. */
async function installFromDebian(): Promise<string | undefined> {
  if (!existsSync('/usr/bin/apt-get')) return 'there is no apt-get to install one with';
  if (process.getuid?.() !== 0) return "only root may install Debian's package";
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '-y', '--no-install-recommends', 'chromium'];
  const first = await runTool('apt-get', install, { cwd: '/', env });
  if (first.code === 0) return undefined;
  await runTool('apt-get', ['update'], { cwd: '/', env });
  const second = await runTool('apt-get', install, { cwd: '/', env });
  return second.code === 0 ? undefined : "Debian's package could not be installed";
}
