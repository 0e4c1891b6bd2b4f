import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Verdict } from '../gate.ts';
import { runTool } from '../tool.ts';
import { extractSnippets, type Snippet } from './extract.ts';
import { sourcePaths } from './source-paths.ts';

const documents = [
  '*.md',
  'docs/**/*.md',
  '{packages,plugins,apps,examples,tooling}/*/README.md',
  '.changeset/*.md',
];

/** Compiles every TypeScript fence of the documentation against the sources, strictly, each as a module of its own. */
export async function checkSnippets(root: string): Promise<Verdict> {
  const snippets = globSync(documents, { cwd: root })
    .sort()
    .flatMap((path) => extractSnippets(path, readFileSync(join(root, path), 'utf8')));
  const problems = snippets
    .filter((snippet) => snippet.uncheckedBecause === '')
    .map(({ document, line }) => `${document}:${line}: "no-check" needs a reason after it`);
  const checked = snippets.filter((snippet) => snippet.uncheckedBecause === undefined);
  return {
    inspected: snippets.length,
    problems: [...problems, ...(await compile(root, checked))],
  };
}

async function compile(root: string, snippets: readonly Snippet[]): Promise<string[]> {
  if (snippets.length === 0) return [];
  // Inside the tree, so that a snippet finds the packages that are installed there.
  const folder = join(root, 'node_modules', '.cache', `sotto-snippets-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    const places = new Map<string, Snippet>();
    for (const [index, snippet] of snippets.entries()) {
      const name = `snippet-${index}.${snippet.language === 'tsx' ? 'tsx' : 'ts'}`;
      places.set(name, snippet);
      // Blank lines keep the line numbers of the document.
      const code = `${'\n'.repeat(snippet.line - 1)}${snippet.code}\nexport {};\n`;
      writeFileSync(join(folder, name), code);
    }
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(configFor(root, folder, places)));
    const { code, output } = await runTool('tsc', ['-p', folder, '--pretty', 'false'], {
      cwd: folder,
    });
    const problems = output
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => nameDocument(line, places));
    if (code !== 0 && problems.length === 0) problems.push(`tsc ended with ${code} and no word`);
    return code === 0 ? [] : problems;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function nameDocument(line: string, places: ReadonlyMap<string, Snippet>): string {
  return line.replace(
    /^(?:.*\/)?(snippet-\d+\.tsx?)\((\d+),\d+\)/,
    (whole, name: string, at: string) => {
      const snippet = places.get(name);
      return snippet === undefined ? whole : `${snippet.document}:${at}`;
    },
  );
}

function configFor(root: string, folder: string, places: ReadonlyMap<string, Snippet>): object {
  const named = [...places].flatMap(([file, { module }]) =>
    module === undefined ? [] : [[module, join(folder, file)] as const],
  );
  const sources = Object.entries(sourcePaths(root)).map(
    ([name, file]) => [name, join(root, file)] as const,
  );
  return {
    compilerOptions: {
      target: 'es2024',
      lib: [
        'es2024',
        'esnext.iterator',
        'esnext.typedarrays',
        'esnext.disposable',
        'dom',
        'dom.iterable',
      ],
      module: 'nodenext',
      moduleResolution: 'nodenext',
      customConditions: ['@sotto/source'],
      types: ['node'],
      typeRoots: [join(import.meta.dirname, '..', '..', 'node_modules', '@types')],
      jsx: 'react-jsx',
      jsxImportSource: 'preact',
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      verbatimModuleSyntax: true,
      allowImportingTsExtensions: true,
      skipLibCheck: true,
      noEmit: true,
      paths: Object.fromEntries(
        [...sources, ...named].map(([name, file]) => [name, [`./${relative(folder, file)}`]]),
      ),
    },
    files: [...places.keys()],
  };
}
