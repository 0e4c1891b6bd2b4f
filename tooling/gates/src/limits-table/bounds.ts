import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, type Expression } from 'oxc-parser';

/** One named bound, and the file that sets it. */
export interface Bound {
  readonly name: string;
  /** One number, or several that follow each other. */
  readonly value: number | readonly number[];
  readonly file: string;
}

/**
 * The numbers of every exported constant named `…Limits` that is an object, frozen or not. Values are worked out, not
 * run: literals, sums and products of them, constants of the same file, and lists of such numbers. Throws for whatever else stands there.
 */
export function readBounds(root: string, file: string): Bound[] {
  const { program, errors } = parseSync(file, readFileSync(join(root, file), 'utf8'));
  if (errors.length > 0) throw new Error(`${file} does not parse: ${errors[0]?.message ?? ''}`);
  const constants = new Map<string, number>();
  return program.body.flatMap((statement) => {
    const isExported = statement.type === 'ExportNamedDeclaration';
    const declaration = isExported ? statement.declaration : statement;
    if (declaration?.type !== 'VariableDeclaration') return [];
    return declaration.declarations.flatMap(({ id, init }) => {
      if (id.type !== 'Identifier' || !init) return [];
      if (isExported && id.name.endsWith('Limits')) {
        return boundsIn(init, constants).map(([name, value]) => ({ name, value, file }));
      }
      const value = numberOf(init, constants);
      if (value !== undefined) constants.set(id.name, value);
      return [];
    });
  });
}

function boundsIn(
  init: Expression,
  constants: ReadonlyMap<string, number>,
): (readonly [string, Bound['value']])[] {
  const object = unwrapped(init);
  if (object.type !== 'ObjectExpression') return [];
  return object.properties.map((property) => {
    if (property.type !== 'Property' || property.key.type !== 'Identifier') {
      throw new Error('a limit that is not a plain property cannot be compared');
    }
    const value = valueOf(property.value, constants);
    if (value === undefined) throw new Error(`the value of ${property.key.name} is not a number`);
    return [property.key.name, value] as const;
  });
}

function valueOf(
  expression: Expression,
  constants: ReadonlyMap<string, number>,
): Bound['value'] | undefined {
  if (expression.type !== 'ArrayExpression') return numberOf(expression, constants);
  const numbers: number[] = [];
  for (const element of expression.elements) {
    if (element === null || element.type === 'SpreadElement') return undefined;
    const number = numberOf(element, constants);
    if (number === undefined) return undefined;
    numbers.push(number);
  }
  return numbers.length === 0 ? undefined : numbers;
}

/** What is inside `as const` and `Object.freeze(…)`. */
function unwrapped(expression: Expression): Expression {
  if (expression.type === 'TSAsExpression') return unwrapped(expression.expression);
  if (expression.type !== 'CallExpression') return expression;
  const [first] = expression.arguments;
  return first === undefined || first.type === 'SpreadElement' ? expression : unwrapped(first);
}

function numberOf(
  expression: Expression,
  constants: ReadonlyMap<string, number>,
): number | undefined {
  if (expression.type === 'Literal') {
    return typeof expression.value === 'number' ? expression.value : undefined;
  }
  if (expression.type === 'Identifier') return constants.get(expression.name);
  if (expression.type !== 'BinaryExpression') return undefined;
  const { left, right, operator } = expression;
  if (left.type === 'PrivateIdentifier') return undefined;
  const [a, b] = [numberOf(left, constants), numberOf(right, constants)];
  if (a === undefined || b === undefined) return undefined;
  if (operator === '*') return a * b;
  if (operator === '+') return a + b;
  return operator === '-' ? a - b : undefined;
}
