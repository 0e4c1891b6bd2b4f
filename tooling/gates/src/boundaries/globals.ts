import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool } from '../tool.ts';
import { pureGlobals } from './layers.ts';

/**
 * Names that the given files use without declaring or importing them and that the language itself does not have:
 * `document`, `process`, `setTimeout`. The linter's scope analysis finds them.
 */
export async function findForeignGlobals(
  root: string,
  files: readonly string[],
): Promise<string[]> {
  if (files.length === 0) return [];
  const folder = mkdtempSync(join(tmpdir(), 'sotto-globals-'));
  try {
    const config = join(folder, 'oxlint.json');
    writeFileSync(
      config,
      JSON.stringify({
        plugins: [],
        categories: { correctness: 'off' },
        env: { builtin: true, es2024: true },
        globals: Object.fromEntries(pureGlobals.map((name) => [name, 'readonly'])),
        rules: { 'no-undef': 'error' },
      }),
    );
    const args = ['--config', config, '--disable-nested-config', '--no-ignore', '--format', 'json'];
    const { output } = await runTool('oxlint', [...args, ...files], { cwd: root });
    const report = JSON.parse(output) as LintReport;
    if (report.number_of_files !== files.length) {
      throw new Error(`The linter looked at ${report.number_of_files} of ${files.length} files.`);
    }
    return report.diagnostics.map(
      ({ filename, message, labels }) => `${filename}:${labels[0]?.span.line ?? 0}: ${message}`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface LintReport {
  readonly number_of_files: number;
  readonly diagnostics: readonly {
    readonly filename: string;
    readonly message: string;
    readonly labels: readonly { readonly span: { readonly line: number } }[];
  }[];
}
