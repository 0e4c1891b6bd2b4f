// Loaded before a program (`--import`): changes its source as SOTTO_MUTANTS says, so that a test can show what it would find in broken code.
import { registerHooks } from 'node:module';

interface Mutant {
  /** How the URL of the module ends. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const mutants = JSON.parse(process.env['SOTTO_MUTANTS'] ?? '[]') as readonly Mutant[];

registerHooks({
  load: (url, context, next) => {
    const loaded = next(url, context);
    const wanted = mutants.filter(({ file }) => url.endsWith(file));
    if (wanted.length === 0) return loaded;
    let source = Buffer.from(loaded.source as Uint8Array).toString();
    for (const { file, from, to } of wanted) {
      if (!source.includes(from)) throw new Error(`${file} does not have: ${from}`);
      source = source.replace(from, to);
    }
    return { ...loaded, source };
  },
});
