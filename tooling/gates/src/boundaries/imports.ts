import { readFileSync } from 'node:fs';
import { parseSync, Visitor } from 'oxc-parser';

/** One import, re-export, dynamic import or import type of a file. */
export interface Import {
  readonly specifier: string;
  /** True when nothing of it is left at run time. */
  readonly typeOnly: boolean;
  /** Counted from 1. */
  readonly line: number;
}

/** Every module a file names. Throws when the file does not parse. */
export function readImports(file: string): Import[] {
  const source = readFileSync(file, 'utf8');
  const { program, module, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file} does not parse: ${errors[0]?.message ?? ''}`);
  const found: Import[] = [];
  const add = (specifier: string, start: number, typeOnly: boolean): void => {
    found.push({ specifier, typeOnly, line: source.slice(0, start).split('\n').length });
  };
  for (const { moduleRequest, start, entries } of module.staticImports) {
    const typeOnly = entries.length > 0 && entries.every((entry) => entry.isType);
    add(moduleRequest.value, start, typeOnly);
  }
  for (const { start, entries } of module.staticExports) {
    const request = entries.find((entry) => entry.moduleRequest !== null)?.moduleRequest;
    if (request)
      add(
        request.value,
        start,
        entries.every((entry) => entry.isType),
      );
  }
  new Visitor({
    ImportExpression(node) {
      if (node.source.type === 'Literal' && typeof node.source.value === 'string') {
        add(node.source.value, node.start, false);
      }
    },
    TSImportType(node) {
      add(node.source.value, node.start, true);
    },
  }).visit(program);
  return found;
}
