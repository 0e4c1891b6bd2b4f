import { readFileSync } from 'node:fs';
import { parseSync, type TSInterfaceDeclaration } from 'oxc-parser';

/** One member of an interface that an author has to write. */
export interface Member {
  readonly name: string;
  readonly isFunction: boolean;
}

/** The required members of an interface that the file declares; undefined when it declares none of that name. */
export function requiredMembers(file: string, interfaceName: string): Member[] | undefined {
  const { program } = parseSync(file, readFileSync(file, 'utf8'));
  for (const statement of program.body) {
    if (statement.type !== 'ExportNamedDeclaration') continue;
    const { declaration } = statement;
    if (declaration?.type === 'TSInterfaceDeclaration' && declaration.id.name === interfaceName) {
      return membersOf(declaration);
    }
  }
  return undefined;
}

function membersOf(declaration: TSInterfaceDeclaration): Member[] {
  return declaration.body.body.flatMap((member) => {
    if (member.type !== 'TSPropertySignature' && member.type !== 'TSMethodSignature') return [];
    if (member.optional || member.key.type !== 'Identifier') return [];
    const isFunction =
      member.type === 'TSMethodSignature' ||
      member.typeAnnotation?.typeAnnotation.type === 'TSFunctionType';
    return [{ name: member.key.name, isFunction }];
  });
}
