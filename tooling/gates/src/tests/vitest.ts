import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome, StepContext } from '../runner/step.ts';
import { runTool } from '../tool.ts';

/** Runs a project of the vitest configuration and counts its tests. */
export async function runVitest(
  project: 'node' | 'browser' | 'journey',
  { root, filters }: StepContext,
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'sotto-vitest-'));
  try {
    const file = join(folder, 'report.json');
    const args = [
      'run',
      `--project=${project}`,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ];
    const { code, output } = await runTool('vitest', [...args, ...filters], { cwd: root, env });
    if (!existsSync(file)) {
      return { counts: { passed: 0, failed: 1, skipped: 0 }, report: output, note: 'did not run' };
    }
    return outcomeOf(JSON.parse(readFileSync(file, 'utf8')) as Report, code, output);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly status: string }[];
}

function outcomeOf(report: Report, code: number, output: string): Outcome {
  const files = report.testResults.length;
  const skipped = report.numPendingTests + report.numTodoTests;
  // A file that does not load, or an error outside of any test, fails the run without a failed test.
  const failed = code === 0 ? report.numFailedTests : Math.max(1, report.numFailedTests);
  return {
    counts: { passed: report.numPassedTests, failed, skipped },
    report: failed > 0 ? output : '',
    note: `${report.numPassedTests + failed + skipped} tests in ${files} files`,
  };
}
