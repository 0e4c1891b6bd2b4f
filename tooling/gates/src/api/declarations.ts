import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseSync, Visitor, type Comment, type Node } from 'oxc-parser';

/** A name as one file knows it: a declaration of its own, or a name of another module. */
export interface Target {
  /** A declaration file, or a bare specifier when the module belongs to another package. */
  readonly module: string;
  readonly name: string;
}

/** One top-level statement of a declaration file. */
export interface Declaration {
  readonly text: string;
  readonly start: number;
  /** Names that it mentions; some are its own members, which no table below knows. */
  readonly mentions: ReadonlySet<string>;
  /** What it names as `import('…').Name`. */
  readonly inline: readonly Target[];
}

/** A declaration file taken apart. */
export interface DeclarationFile {
  readonly declared: ReadonlyMap<string, readonly Declaration[]>;
  readonly imported: ReadonlyMap<string, Target>;
  readonly exported: ReadonlyMap<string, Target>;
  /** Modules of which everything is exported again. */
  readonly stars: readonly string[];
}

export function readDeclarationFile(path: string): DeclarationFile {
  const source = readFileSync(path, 'utf8');
  const { program, comments, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message ?? ''}`);
  const declared = new Map<string, Declaration[]>();
  const imported = new Map<string, Target>();
  const exported = new Map<string, Target>();
  const stars: string[] = [];
  for (const statement of program.body) {
    if (statement.type === 'ImportDeclaration') {
      const module = resolve(path, statement.source.value);
      for (const part of statement.specifiers) {
        const name = part.type === 'ImportSpecifier' ? nameOf(part.imported) : '*';
        imported.set(part.local.name, { module, name });
      }
    } else if (statement.type === 'ExportAllDeclaration') {
      const module = resolve(path, statement.source.value);
      if (statement.exported === null) stars.push(module);
      else exported.set(nameOf(statement.exported), { module, name: '*' });
    } else if (statement.type === 'ExportNamedDeclaration' && statement.declaration === null) {
      const module = statement.source === null ? path : resolve(path, statement.source.value);
      for (const part of statement.specifiers) {
        exported.set(nameOf(part.exported), { module, name: nameOf(part.local) });
      }
    } else {
      const isExport = statement.type === 'ExportNamedDeclaration';
      const node: Node = isExport && statement.declaration ? statement.declaration : statement;
      const declaration = readDeclaration(path, source, statement, comments);
      for (const name of namesOf(node)) {
        declared.set(name, [...(declared.get(name) ?? []), declaration]);
        if (isExport) exported.set(name, { module: path, name });
      }
    }
  }
  return { declared, imported, exported, stars };
}

function readDeclaration(
  path: string,
  source: string,
  statement: Node,
  comments: readonly Comment[],
): Declaration {
  const mentions = new Set<string>();
  const inline: Target[] = [];
  const program = {
    type: 'Program',
    body: [statement],
    start: statement.start,
    end: statement.end,
  };
  new Visitor({
    Identifier: (node) => void mentions.add(node.name),
    TSImportType(node) {
      const name = /^[\w$]+/.exec(
        node.qualifier ? source.slice(node.qualifier.start, node.qualifier.end) : '',
      );
      inline.push({ module: resolve(path, node.source.value), name: name?.[0] ?? '*' });
    },
  }).visit(program as never);
  return { text: textOf(source, statement, comments), start: statement.start, mentions, inline };
}

/** The statement without its comments: what is said about it may change freely. */
function textOf(source: string, statement: Node, comments: readonly Comment[]): string {
  let text = '';
  let at = statement.start;
  for (const comment of comments) {
    if (comment.start < at || comment.end > statement.end) continue;
    text += source.slice(at, comment.start);
    at = comment.end;
  }
  return (text + source.slice(at, statement.end))
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .join('\n');
}

function namesOf(node: Node): string[] {
  if (node.type === 'VariableDeclaration') {
    return node.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []));
  }
  if ('id' in node && node.id !== null && typeof node.id === 'object' && 'name' in node.id) {
    return typeof node.id.name === 'string' ? [node.id.name] : [];
  }
  return [];
}

function nameOf(node: Node): string {
  if (node.type === 'Identifier') return node.name;
  if (node.type === 'Literal') return String(node.value);
  throw new Error(`A name was expected, not ${node.type}.`);
}

function resolve(from: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier;
  return join(dirname(from), specifier.replace(/\.(?:d\.)?[jt]sx?$/, '.d.ts'));
}
