import { parseSync } from 'oxc-parser';

const testCallers = new Set(['test', 'it']);
/** What makes a test, or a group with all in it, say nothing of the promise in its title. */
const idle = new Set(['skip', 'todo', 'fails']);

/** A test, or a group of tests, as its file names it. */
export interface Title {
  readonly text: string;
  /** It is a `describe`, not a test. */
  readonly isGroup: boolean;
}

/**
 * Titles of the tests and groups of a test file, in order; of those that never run, and of whatever stands in them, none.
 * Only titles that are plain strings. Throws when the file does not parse.
 */
export function readTitles(file: string, source: string): readonly Title[] {
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file} does not parse: ${errors[0]?.message ?? ''}`);
  const titles: Title[] = [];
  visit(program, (node) => {
    if (node['type'] !== 'CallExpression') return true;
    const called = readCallee(node['callee']);
    if (called === undefined) return true;
    const [first] = node['arguments'] as readonly Node[];
    if (first?.['type'] !== 'Literal' || typeof first['value'] !== 'string') return true;
    if (!called.isIdle)
      titles.push({ text: first['value'], isGroup: !testCallers.has(called.name) });
    return !called.isIdle;
  });
  return titles;
}

type Node = Readonly<Record<string, unknown>>;

/** Of `test`, `test.for(cases)`, `describe.skip` and the like: who is called with a title. */
function readCallee(callee: unknown): { name: string; isIdle: boolean } | undefined {
  const node = callee as Node;
  if (node['type'] === 'Identifier') {
    const name = node['name'] as string;
    return testCallers.has(name) || name === 'describe' ? { name, isIdle: false } : undefined;
  }
  if (node['type'] === 'CallExpression') return readCallee(node['callee']);
  if (node['type'] !== 'MemberExpression') return undefined;
  const { name = '' } = node['property'] as { readonly name?: string };
  const inner = readCallee(node['object']);
  return inner && { name: inner.name, isIdle: inner.isIdle || idle.has(name) };
}

/** Goes through a syntax tree from the outside in; `see` says whether to go further in. */
function visit(value: unknown, see: (node: Node) => boolean): void {
  if (Array.isArray(value)) for (const one of value) visit(one, see);
  else if (typeof value === 'object' && value !== null) {
    if (see(value as Node)) for (const one of Object.values(value)) visit(one, see);
  }
}
