import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, type TSType } from 'oxc-parser';

/** One error code and the file that declares it. */
export interface DeclaredCode {
  readonly code: string;
  readonly file: string;
}

/** The string literals of every exported type named `…ErrorCode` in the file. Throws when it does not parse. */
export function readCodes(root: string, file: string): DeclaredCode[] {
  const { program, errors } = parseSync(file, readFileSync(join(root, file), 'utf8'));
  if (errors.length > 0) throw new Error(`${file} does not parse: ${errors[0]?.message ?? ''}`);
  return program.body.flatMap((statement) => {
    if (statement.type !== 'ExportNamedDeclaration') return [];
    const { declaration } = statement;
    if (declaration?.type !== 'TSTypeAliasDeclaration') return [];
    if (!declaration.id.name.endsWith('ErrorCode')) return [];
    return literalsOf(declaration.typeAnnotation).map((code) => ({ code, file }));
  });
}

function literalsOf(type: TSType): string[] {
  if (type.type === 'TSUnionType') return type.types.flatMap(literalsOf);
  if (type.type !== 'TSLiteralType') return [];
  const { literal } = type;
  return literal.type === 'Literal' && typeof literal.value === 'string' ? [literal.value] : [];
}
