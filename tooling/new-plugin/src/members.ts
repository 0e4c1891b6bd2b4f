import { readFileSync } from 'node:fs';
import { parseSync, type TSInterfaceDeclaration, type TSType } from 'oxc-parser';

/** One member of an interface that an author has to write. */
export interface Member {
  readonly name: string;
  readonly isFunction: boolean;
  /** Of a list of things that the same file declares: what each of them has to have. */
  readonly each?: readonly Member[];
}

/** The required members of an interface that the file declares; undefined when it declares none of that name. */
export function requiredMembers(file: string, interfaceName: string): Member[] | undefined {
  const { program } = parseSync(file, readFileSync(file, 'utf8'));
  const interfaces = new Map<string, TSInterfaceDeclaration>();
  for (const statement of program.body) {
    if (statement.type !== 'ExportNamedDeclaration') continue;
    const { declaration } = statement;
    if (declaration?.type === 'TSInterfaceDeclaration')
      interfaces.set(declaration.id.name, declaration);
  }
  const found = interfaces.get(interfaceName);
  return found === undefined ? undefined : membersOf(found, interfaces);
}

function membersOf(
  declaration: TSInterfaceDeclaration,
  interfaces: ReadonlyMap<string, TSInterfaceDeclaration>,
): Member[] {
  return declaration.body.body.flatMap((member) => {
    if (member.type !== 'TSPropertySignature' && member.type !== 'TSMethodSignature') return [];
    if (member.optional || member.key.type !== 'Identifier') return [];
    const type =
      member.type === 'TSPropertySignature' ? member.typeAnnotation?.typeAnnotation : undefined;
    const isFunction = member.type === 'TSMethodSignature' || type?.type === 'TSFunctionType';
    const element = interfaces.get(elementOf(type) ?? '');
    const each = element === undefined ? {} : { each: membersOf(element, interfaces) };
    return [{ name: member.key.name, isFunction, ...each }];
  });
}

/** `X` of `readonly X[]`. */
function elementOf(type: TSType | undefined): string | undefined {
  if (type?.type === 'TSTypeOperator') return elementOf(type.typeAnnotation);
  if (type?.type !== 'TSArrayType' || type.elementType.type !== 'TSTypeReference') return undefined;
  const { typeName } = type.elementType;
  return typeName.type === 'Identifier' ? typeName.name : undefined;
}
