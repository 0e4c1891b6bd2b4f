import { globSync } from 'node:fs';
import type { Outcome, StepContext } from '../runner/step.ts';
import { findChromium } from './chromium.ts';
import { runVitest } from './vitest.ts';

/**
 * A suite that needs a real Chromium: `browser` runs in one, `journey` drives one from outside.
 * Without one its files are reported as skipped, loudly.
 */
export async function runBrowserTests(
  project: 'browser' | 'journey',
  context: StepContext,
): Promise<Outcome> {
  const pattern = `{packages,plugins,apps,examples}/*/test/**/*.${project}.test.{ts,tsx}`;
  const files = globSync(pattern, { cwd: context.root, exclude: ['**/node_modules/**'] });
  if (files.length === 0) throw new Error(`No file matches ${pattern}.`);
  const chromium = await findChromium();
  if (chromium.path !== undefined) {
    const outcome = await runVitest(project, context, { SOTTO_CHROMIUM: chromium.path });
    return { ...outcome, note: `${outcome.note}, ${chromium.path}` };
  }
  return {
    counts: { passed: 0, failed: 0, skipped: files.length },
    report: [
      `!!! No Chromium: the ${project} suite was NOT run.`,
      ...chromium.tried.map((line) => `!!!   ${line}`),
      '!!! Install Chromium or Google Chrome, or set SOTTO_CHROMIUM to the path of one.',
    ].join('\n'),
    note: `${files.length} files not run: no Chromium`,
  };
}
