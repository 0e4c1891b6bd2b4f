import { isAbsolute, relative } from 'node:path';
import {
  readDeclarationFile,
  type Declaration,
  type DeclarationFile,
  type Target,
} from './declarations.ts';

/**
 * The public API behind one door of a built package: the names it exports, then every declaration that these reach,
 * wherever it stands, without comments. A change of any type that a user can see changes this text.
 *
 * @param folder of the declarations; files are named relative to it
 * @param entry the door's declaration file, an absolute path
 */
export function reportApi(folder: string, entry: string): string {
  const files = new Map<string, DeclarationFile>();
  const read = (path: string): DeclarationFile => {
    const known = files.get(path);
    if (known) return known;
    const file = readDeclarationFile(path);
    files.set(path, file);
    return file;
  };
  const doors = exportsOf(entry, read);
  const reached = new Map<string, Map<Declaration, true>>();
  const foreign = new Set<string>();
  const queue = [...doors.values()];
  const seen = new Set<string>();
  for (let target = queue.pop(); target !== undefined; target = queue.pop()) {
    const key = `${target.module}\0${target.name}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (!isAbsolute(target.module)) {
      foreign.add(`${target.name} from '${target.module}'`);
      continue;
    }
    const file = read(target.module);
    if (target.name === '*') {
      queue.push(...exportsOf(target.module, read).values());
      continue;
    }
    const declarations = file.declared.get(target.name);
    if (declarations === undefined) {
      const next =
        file.imported.get(target.name) ?? exportsOf(target.module, read).get(target.name);
      if (next !== undefined) queue.push(next);
      continue;
    }
    const group = reached.get(target.module) ?? new Map<Declaration, true>();
    reached.set(target.module, group);
    for (const declaration of declarations) {
      group.set(declaration, true);
      queue.push(...declaration.inline);
      for (const name of declaration.mentions) {
        const isOwn = file.declared.has(name);
        const next = isOwn ? { module: target.module, name } : file.imported.get(name);
        if (next !== undefined) queue.push(next);
      }
    }
  }
  const names = [...doors.keys()].sort();
  return [
    `export { ${names.join(', ')} };`,
    ...[...foreign].sort().map((text) => `// uses ${text}`),
    ...[...reached.keys()].sort().map((path) => {
      const group = [...(reached.get(path)?.keys() ?? [])].sort((a, b) => a.start - b.start);
      return `\n// ${relative(folder, path)}\n${group.map(({ text }) => text).join('\n')}`;
    }),
  ].join('\n');
}

/** Every name that a file exports and what it stands for, through `export *` too. */
function exportsOf(
  path: string,
  read: (path: string) => DeclarationFile,
  under: readonly string[] = [],
): Map<string, Target> {
  const file = read(path);
  const found = new Map<string, Target>();
  for (const star of file.stars) {
    if (under.includes(star)) continue;
    if (!isAbsolute(star)) {
      found.set(`* from '${star}'`, { module: star, name: '*' });
      continue;
    }
    for (const [name, target] of exportsOf(star, read, [...under, path])) found.set(name, target);
  }
  for (const [name, target] of file.exported) {
    const next = target.module === path ? file.imported.get(target.name) : undefined;
    found.set(name, next ?? target);
  }
  return found;
}
