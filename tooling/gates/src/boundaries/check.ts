import { existsSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import type { Verdict } from '../gate.ts';
import {
  filesOf,
  readWorkspace,
  runtimeDependencies,
  type ImportTarget,
  type WorkspacePackage,
} from '../workspace.ts';
import { findCycles } from './cycles.ts';
import { findForeignGlobals } from './globals.ts';
import { readImports, type Import } from './imports.ts';
import { forbiddenImport, layerOf, seams } from './layers.ts';

const sources = '{src,test}/**/*.{ts,tsx}';
const builtins = new Set(builtinModules);

/**
 * The direction of imports: who may name whom, by which door, and with what declared. Sources are held to their layer;
 * tests may use anything that their package declares.
 */
export async function checkBoundaries(root: string): Promise<Verdict> {
  const packages = readWorkspace(root);
  const byName = new Map(packages.map((pkg) => [pkg.name, pkg]));
  const problems: string[] = [];
  const fileEdges = new Map<string, Set<string>>();
  const packageEdges = new Map<string, Set<string>>();
  const pureFiles: string[] = [];

  for (const pkg of packages) {
    if (layerOf(pkg) === undefined) problems.push(`${pkg.path} has no layer in layers.ts`);
    for (const file of filesOf(root, pkg, sources)) {
      const inSource = file.startsWith(`${pkg.path}/src/`);
      if (inSource && layerOf(pkg)?.pure && !file.endsWith('.d.ts')) pureFiles.push(file);
      for (const found of readImports(join(root, file))) {
        const judged = judge(root, pkg, file, inSource, found, byName);
        problems.push(...judged.problems.map((text) => `${file}:${found.line}: ${text}`));
        if (judged.file && !found.typeOnly) addEdge(fileEdges, file, judged.file);
        if (judged.pkg && inSource) addEdge(packageEdges, pkg.path, judged.pkg.path);
      }
      if (!fileEdges.has(file)) fileEdges.set(file, new Set());
    }
  }
  for (const cycle of [...findCycles(fileEdges), ...findCycles(packageEdges)]) {
    problems.push(`cycle: ${cycle.toReversed().join(' -> ')}`);
  }
  problems.push(...(await findForeignGlobals(root, pureFiles)));
  return { inspected: fileEdges.size, problems };
}

interface Judged {
  readonly problems: readonly string[];
  /** The file of the same package that was named. */
  readonly file?: string;
  /** The workspace package that was named. */
  readonly pkg?: WorkspacePackage;
}

function judge(
  root: string,
  from: WorkspacePackage,
  file: string,
  inSource: boolean,
  found: Import,
  byName: ReadonlyMap<string, WorkspacePackage>,
): Judged {
  const { specifier, typeOnly } = found;
  if (specifier.startsWith('.')) return judgeRelative(root, from, file, specifier);
  if (specifier.startsWith('#')) return judgePrivate(root, from, specifier);
  if (specifier.startsWith('node:') || builtins.has(specifier)) {
    return { problems: inSource ? judgeBuiltin(from, specifier) : [] };
  }
  const name = packageNameOf(specifier);
  const problems: string[] = [];
  const folders = seams.get(name);
  if (folders !== undefined && !folders.some((folder) => file.startsWith(folder)) && inSource) {
    problems.push(`only ${folders.join(' and ')} may import ${name}`);
  }
  if (!isDeclared(from, name, inSource)) {
    problems.push(`${name} is not declared in ${from.path}/package.json`);
  }
  const pkg = byName.get(name);
  if (pkg === undefined) return { problems };
  const door = name === specifier ? '.' : `./${specifier.slice(name.length + 1)}`;
  if (pkg.manifest.exports?.[door] === undefined)
    problems.push(`${name} does not export "${door}"`);
  if (inSource && pkg !== from) {
    const forbidden = forbiddenImport(from, pkg, typeOnly);
    if (forbidden !== undefined) problems.push(forbidden);
  }
  return pkg === from ? { problems } : { problems, pkg };
}

function judgeRelative(
  root: string,
  from: WorkspacePackage,
  file: string,
  specifier: string,
): Judged {
  const target = normalize(join(dirname(file), specifier.replace(/\?.*$/, '')));
  if (!target.startsWith(`${from.path}/`)) {
    // The bootstrap runs before anything is installed, so it cannot be a package that others name.
    if (from.folder === 'tooling' && target.startsWith('tooling/bootstrap/'))
      return { problems: [] };
    return { problems: [`"${specifier}" reaches outside ${from.path}`] };
  }
  if (!existsSync(join(root, target))) return { problems: [`"${specifier}" does not exist`] };
  return { problems: [], file: target };
}

/** A door inside the package, as its manifest's `imports` names it; it opens onto another file on each platform. */
function judgePrivate(root: string, from: WorkspacePackage, specifier: string): Judged {
  const targets = sourceTargets(from.manifest.imports?.[specifier]);
  if (targets.length === 0)
    return { problems: [`${specifier} leads to no source of ${from.path}`] };
  return {
    problems: targets
      .map((target) => join(from.path, target))
      .filter((target) => !existsSync(join(root, target)))
      .map((target) => `${specifier} leads to ${target}, which does not exist`),
  };
}

function sourceTargets(target: ImportTarget | undefined, inSources = false): string[] {
  if (target === undefined) return [];
  if (typeof target === 'string') return inSources ? [target] : [];
  return Object.entries(target).flatMap(([condition, next]) =>
    sourceTargets(next, inSources || condition === '@sotto/source'),
  );
}

function judgeBuiltin(from: WorkspacePackage, specifier: string): string[] {
  const layer = layerOf(from);
  if (!specifier.startsWith('node:')) return [`write "node:${specifier}"`];
  if (layer?.pure) return [`${from.path} is pure: no ${specifier}`];
  if (layer?.portable) return [`${from.path} runs in browsers too: no ${specifier}`];
  return [];
}

function isDeclared(from: WorkspacePackage, name: string, inSource: boolean): boolean {
  if (name === from.name) return true;
  const runtime = runtimeDependencies(from.manifest);
  const development = Object.keys(from.manifest.devDependencies ?? {});
  if (runtime.includes(name)) return true;
  // Bundled apps and private tools have no consumer who would miss a development dependency. A published package has,
  // for types as well: they stand in its declarations.
  const mayUseDevelopment = !inSource || from.manifest.private === true;
  return mayUseDevelopment && (development.includes(name) || development.includes(typesOf(name)));
}

function typesOf(name: string): string {
  return `@types/${name.replace(/^@/, '').replace('/', '__')}`;
}

function packageNameOf(specifier: string): string {
  const parts = specifier.split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

function addEdge(edges: Map<string, Set<string>>, from: string, to: string): void {
  const known = edges.get(from);
  if (known) known.add(to);
  else edges.set(from, new Set([to]));
}
