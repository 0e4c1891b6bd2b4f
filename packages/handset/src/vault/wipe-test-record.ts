import type { WipeCheck, WipeCheckName, WipeTest } from '../api.ts';
import { encodeFields, readFields } from '../storage/fields.ts';
import { tables } from '../storage/tables.ts';
import type { SealedStore } from './sealed-store.ts';

const version = 1;
const name = { table: tables.wipeTest, id: 'last' } as const;
const checkNames: readonly WipeCheckName[] = [
  'opens',
  'found',
  'wiped',
  'refused',
  'empty',
  'gone',
];
const outcomes: readonly WipeCheck['outcome'][] = ['passed', 'failed', 'unseen', 'skipped'];

/** The last self-test of the wipe; `undefined` when there was none. @throws VAULT_BROKEN, VAULT_NEWER */
export async function readWipeTest(store: Pick<SealedStore, 'get'>): Promise<WipeTest | undefined> {
  const value = await store.get(name);
  return value && decodeWipeTest(value);
}

export function storeWipeTest(store: Pick<SealedStore, 'write'>, test: WipeTest): Promise<void> {
  return store.write([{ put: name, value: encodeWipeTest(test) }]);
}

export function encodeWipeTest({ atMs, checks }: WipeTest): Uint8Array {
  return encodeFields(version, [
    atMs,
    checks.map(({ check }) => check),
    checks.map(({ outcome }) => outcome),
    checks.map(({ code }) => code ?? ''),
  ]);
}

/** @throws VAULT_BROKEN, VAULT_NEWER */
export function decodeWipeTest(value: Uint8Array): WipeTest {
  const fields = readFields(value, version);
  const atMs = fields.number();
  const [found, said, codes] = [fields.textList(), fields.textList(), fields.textList()];
  fields.end();
  const checks = found.map((each, index): WipeCheck => {
    const check = checkNames.find((known) => known === each) ?? fields.broken();
    const outcome = outcomes.find((known) => known === said[index]) ?? fields.broken();
    const code = codes[index] ?? fields.broken();
    return { check, outcome, ...(code === '' ? {} : { code }) };
  });
  const isFine = ({ outcome }: WipeCheck): boolean => outcome === 'passed' || outcome === 'unseen';
  return { atMs, passed: checks.every(isFine), checks };
}
