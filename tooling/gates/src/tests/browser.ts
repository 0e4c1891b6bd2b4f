import { globSync } from 'node:fs';
import type { Outcome, StepContext } from '../runner/step.ts';
import { findChromium } from './chromium.ts';
import { runVitest } from './vitest.ts';

const pattern = '{packages,plugins,apps,examples}/*/test/**/*.{browser,journey}.test.{ts,tsx}';

/** The suites that need a real Chromium, in one and from outside of one; without one, its files are reported as skipped, loudly. */
export async function runBrowserTests(context: StepContext): Promise<Outcome> {
  const files = globSync(pattern, { cwd: context.root, exclude: ['**/node_modules/**'] });
  if (files.length === 0) throw new Error(`No file matches ${pattern}.`);
  const chromium = await findChromium();
  if (chromium.path !== undefined) {
    const outcome = await runVitest(['browser', 'journey'], context, {
      SOTTO_CHROMIUM: chromium.path,
    });
    return { ...outcome, note: `${outcome.note}, ${chromium.path}` };
  }
  return {
    counts: { passed: 0, failed: 0, skipped: files.length },
    report: [
      '!!! No Chromium: the browser suite was NOT run.',
      ...chromium.tried.map((line) => `!!!   ${line}`),
      '!!! Install Chromium or Google Chrome, or set SOTTO_CHROMIUM to the path of one.',
    ].join('\n'),
    note: `${files.length} files not run: no Chromium`,
  };
}
