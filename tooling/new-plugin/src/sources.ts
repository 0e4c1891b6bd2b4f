import type { Member } from './members.ts';
import type { Names } from './names.ts';

/** The implementation: every call is there, typed by its point, and says that it is still to be written. */
export function implementationSource(names: Names, members: readonly Member[]): string {
  const { point, pointType, folder, factory, options } = names;
  return `import type { Plugin, ${pointType} } from '@sotto/core';
import { definePlugin } from '@sotto/core';

export interface ${options} {
  /** Where this variant keeps what it is given, or whatever else it must be told. */
  readonly place: string;
}

/** Says what this variant of the \`${point}\` point is good for, what it needs, and which codes \`create\` rejects with. */
export function ${factory}(options: ${options}): Plugin<'${point}', never> {
  return definePlugin({
    id: '${folder}',
    point: '${point}',
    contract: 1,
    needs: [],
    create: async () => open${pointType}(options),
  });
}

function open${pointType}({ place }: ${options}): ${pointType} {
  const unwritten = (call: string): never => {
    throw new Error(\`${factory}: \${call} is still to be written (\${place}).\`);
  };
  return {
${members.map(memberSource).join('\n')}
  };
}
`;
}

/** The test: the whole contract kit of the point, and its proof that each clause can fail. */
export function contractTestSource(names: Names, subject: readonly Member[] | undefined): string {
  const { point, pointType, folder, factory } = names;
  const type = subject === undefined ? `ContractSubject<'${point}'>` : `${pointType}Subject`;
  const imported = subject === undefined ? 'ContractSubject' : type;
  const rest = (subject ?? []).filter(({ name }) => name !== 'plugin');
  return `import type { ${imported} } from '@sotto/contracts';
import { ${point}Contract, ${point}Rejections, runContract } from '@sotto/contracts';
import { ${factory} } from '@sotto/${folder}';
import { test } from 'vitest';

async function make(): Promise<${type}> {
${
  rest.length === 0
    ? ''
    : `  const unwritten = (part: string): never => {
    throw new Error(\`The subject's \${part} is still to be written.\`);
  };
`
}  return {
    plugin: () => ${factory}({ place: 'test' }),
${rest.map(memberSource).join('\n')}
  };
}

runContract(${point}Contract(make), { test });
runContract(${point}Rejections(make), { test });
`;
}

export function indexSource({ factory, options, file }: Names): string {
  return `export { ${factory} } from './${file}';
export type { ${options} } from './${file}';
`;
}

export function readmeSource({ folder, factory, point }: Names): string {
  return `# @sotto/${folder}

The \`${point}\` point, by other means. Say in one sentence what these are.

\`\`\`ts
import { ${factory} } from '@sotto/${folder}';

export const plugin = ${factory}({ place: 'somewhere' });
\`\`\`

Not promised: say what a reader might expect of it and will not get.
`;
}

function memberSource({ name, isFunction, each }: Member): string {
  if (each !== undefined)
    return `    ${name}: [
      {
${each.map(memberSource).join('\n')}
      },
    ],`;
  return isFunction
    ? `    ${name}: () => unwritten('${name}'),`
    : `    get ${name}() {
      return unwritten('${name}');
    },`;
}
