import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Part, PartContext } from './measure.ts';
import type { PartReport } from './report.ts';

/** Runs one part in a fresh folder. @throws Error when it takes longer than it may, or a figure is none: what was measured fell over */
export async function runPart(
  part: Part,
  around: Omit<PartContext, 'folder'>,
): Promise<PartReport> {
  const { name, title, method, maxSeconds } = part;
  const folder = await mkdtemp(join(tmpdir(), 'sotto-bench-'));
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`The part ${name} took longer than ${maxSeconds} seconds.`)),
      maxSeconds * 1_000,
    );
  });
  try {
    const measures = await Promise.race([part.run({ ...around, folder }), tooLong]);
    const empty = measures.find(({ value }) => !(value > 0 && Number.isFinite(value)));
    if (measures.length === 0 || empty !== undefined) {
      throw new Error(`The part ${name} measured nothing: ${empty?.what ?? 'it has no figures'}.`);
    }
    return { name, title, method, measures };
  } finally {
    clearTimeout(timer);
    await rm(folder, { recursive: true, force: true });
  }
}
