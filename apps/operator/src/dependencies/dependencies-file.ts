import { join } from 'node:path';
import { readFileIfThere } from '../files/read-file.ts';
import { jsonFields, parseJson } from '../files/json-format.ts';
import { operatorError } from '../error.ts';
import { operatorLimits } from '../limits.ts';

/**
 * What an account outside can do to a host.
 * - `registrar`, `dns`: take the name away, or point it elsewhere, and so get a certificate for it.
 * - `hosting`: stop the machine, and read or change what is on it.
 * - `certificates`: issue a certificate for somebody else.
 */
export const dependencyKinds = ['registrar', 'dns', 'hosting', 'certificates'] as const;
export type DependencyKind = (typeof dependencyKinds)[number];

/** An account that somebody outside the network could close, or act under. */
export interface OutsideAccount {
  readonly kind: DependencyKind;
  /** Who it is with. */
  readonly company: string;
  /** Its name there. */
  readonly account: string;
  /** Persons who can sign in. */
  readonly holders: readonly string[];
  /** Hosts, or domains with all that is below them. */
  readonly covers: readonly string[];
}

/**
 * Reads `dependencies.json` of the folder: `{ "sotto": "dependencies", "version": 1, "accounts": [{ "kind": "registrar",
 * "company": "Example Inc.", "account": "tea", "holders": ["Ada"], "covers": ["tea.example"] }] }`. None when there is no such file.
 *
 * @throws OPERATOR_FILE, OPERATOR_FORMAT
 */
export async function readDependencies(network: string): Promise<readonly OutsideAccount[]> {
  const path = join(network, 'dependencies.json');
  const bytes = await readFileIfThere(path, operatorLimits.maxFileBytes);
  if (bytes === undefined) return [];
  const what = 'file dependencies.json';
  const fields = jsonFields(parseJson(bytes, what), what);
  fields.head('dependencies');
  const accounts = fields.list('accounts').map((item): OutsideAccount => {
    const one = jsonFields(item, `${what}, at an account`);
    const written = one.text('kind');
    const kind = dependencyKinds.find((known) => known === written);
    if (kind === undefined)
      throw operatorError(
        'OPERATOR_FORMAT',
        `The kinds of accounts are ${dependencyKinds.join(', ')}.`,
      );
    const account = {
      kind,
      company: one.text('company'),
      account: one.text('account'),
      holders: one.list('holders').map(String),
      covers: one.list('covers').map((host) => String(host).toLowerCase()),
    };
    one.end();
    return account;
  });
  fields.end();
  return accounts;
}
