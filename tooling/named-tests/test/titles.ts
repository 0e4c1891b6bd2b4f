import { parseSync } from 'oxc-parser';

const callers = new Set(['test', 'it', 'describe']);
const idle = new Set(['skip', 'todo']);

/** Titles of the tests and groups of a test file; of those that never run, none. Throws when it does not parse. */
export function titlesOf(file: string, source: string): ReadonlySet<string> {
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file} does not parse: ${errors[0]?.message ?? ''}`);
  const titles = new Set<string>();
  visit(program, (node) => {
    if (node['type'] !== 'CallExpression' || !isRunner(node['callee'])) return;
    const [first] = node['arguments'] as readonly Node[];
    if (first?.['type'] === 'Literal' && typeof first['value'] === 'string')
      titles.add(first['value']);
  });
  return titles;
}

type Node = Readonly<Record<string, unknown>>;

/** Of `test`, `test.for(cases)` and the like: what is called with a title. */
function isRunner(callee: unknown): boolean {
  const node = callee as Node;
  if (node['type'] === 'Identifier') return callers.has(node['name'] as string);
  if (node['type'] === 'CallExpression') return isRunner(node['callee']);
  if (node['type'] !== 'MemberExpression') return false;
  const { name } = node['property'] as { readonly name?: string };
  return !idle.has(name ?? '') && isRunner(node['object']);
}

function visit(value: unknown, see: (node: Node) => void): void {
  if (Array.isArray(value)) for (const one of value) visit(one, see);
  else if (typeof value === 'object' && value !== null) {
    see(value as Node);
    for (const one of Object.values(value)) visit(one, see);
  }
}
