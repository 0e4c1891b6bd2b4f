import { assemble, assembleAll, contractVersions, createPlugin, definePlugin } from '@sotto/core';
import type { Clock, CoreErrorCode, Plugin, Services } from '@sotto/core';
import { expect, test } from 'vitest';
import { curiousAccess, sampleAccess, sampleKinds, services } from './sample-plugins.ts';

/** The sample with one thing wrong, as a plugin written without types, or for another version, would have it. */
function spoiled(change: Record<string, unknown>): Plugin<'access'> {
  return Object.assign({ ...sampleAccess() }, change);
}

const wrong: readonly (readonly [CoreErrorCode, string, Plugin<'access'>])[] = [
  ['PLUGIN_INVALID', 'no object', undefined as unknown as Plugin<'access'>],
  ['PLUGIN_INVALID', 'null', null as unknown as Plugin<'access'>],
  ['PLUGIN_INVALID', 'a factory that was not called', sampleAccess as unknown as Plugin<'access'>],
  ['PLUGIN_INVALID', 'no id', spoiled({ id: undefined })],
  ['PLUGIN_INVALID', 'an empty id', spoiled({ id: '' })],
  ['PLUGIN_INVALID', 'an id that is no name', spoiled({ id: 'Access Open' })],
  ['PLUGIN_INVALID', 'an id of 65 characters', spoiled({ id: 'a'.repeat(65) })],
  ['PLUGIN_INVALID', 'no point', spoiled({ point: undefined })],
  ['PLUGIN_INVALID', 'an unknown point', spoiled({ point: 'weather' })],
  ['PLUGIN_INVALID', "a point that is only on Object's prototype", spoiled({ point: 'toString' })],
  ['PLUGIN_INVALID', 'no needs', spoiled({ needs: undefined })],
  ['PLUGIN_INVALID', 'needs that are no list', spoiled({ needs: 'clock' })],
  ['PLUGIN_INVALID', 'no create', spoiled({ create: undefined })],
  ['PLUGIN_CONTRACT_UNSUPPORTED', 'an older contract', spoiled({ contract: 0 })],
  ['PLUGIN_CONTRACT_UNSUPPORTED', 'a newer contract', spoiled({ contract: 2 })],
  ['PLUGIN_CONTRACT_UNSUPPORTED', 'no contract', spoiled({ contract: undefined })],
  ['PLUGIN_CONTRACT_UNSUPPORTED', 'a contract in words', spoiled({ contract: '1' })],
  ['PLUGIN_NEED_UNKNOWN', 'a service that does not exist', spoiled({ needs: ['network'] })],
  ['PLUGIN_NEED_UNKNOWN', 'a need that is no name', spoiled({ needs: ['clock', undefined] })],
];

test.for(wrong)('%s: %s is refused when a list is assembled', ([code, , plugin]) => {
  expect(() => assemble(['access'], [plugin])).toThrow(
    expect.objectContaining({ code, retryable: false }),
  );
});

test.for(wrong)('%s: %s is refused when it is to be created', async ([code, , plugin]) => {
  await expect(createPlugin(plugin, services)).rejects.toMatchObject({ code });
});

test('one plugin a point comes back under its point, and no create was called', () => {
  const access = sampleAccess();
  const link = { ...access, id: 'link-sample', point: 'link' } as unknown as Plugin;
  const assembled = assemble(['link', 'access'], [access, link]);
  expect(assembled).toEqual({ access, link });
  expect(assembled.access).toBe(access);
});

test('PLUGIN_DUPLICATE_ID: two plugins with one id are refused, whatever their points', () => {
  const twin = { ...sampleAccess(), point: 'link' } as unknown as Plugin;
  expect(() => assemble(['access', 'link'], [sampleAccess(), twin])).toThrow(
    expect.objectContaining({ code: 'PLUGIN_DUPLICATE_ID' }),
  );
});

test('PLUGIN_POINT_TAKEN: two plugins for one point are refused', () => {
  expect(() => assemble(['access'], [sampleAccess(), sampleAccess('access-other')])).toThrow(
    expect.objectContaining({ code: 'PLUGIN_POINT_TAKEN' }),
  );
});

test('PLUGIN_POINT_MISSING: a point without a plugin is refused, and named', () => {
  expect(() => assemble(['access', 'records'], [sampleAccess()])).toThrow(
    expect.objectContaining({
      code: 'PLUGIN_POINT_MISSING',
      message: expect.stringMatching(/records/),
    }),
  );
});

test('any number of plugins of a plural point live beside the others, none too, in the order given', () => {
  const [access, b, a] = [sampleAccess(), sampleKinds('kinds-b'), sampleKinds('kinds-a')];
  expect(assemble(['access'], [b, access, a])).toEqual({ access });
  expect(assembleAll('kinds', [b, access, a])).toEqual([b, a]);
  expect(assembleAll('kinds', [access])).toEqual([]);
});

test('plugins of a plural point are checked as others are', () => {
  const spoiledKinds = Object.assign({ ...sampleKinds() }, { contract: 2 });
  expect(() => assembleAll('kinds', [spoiledKinds])).toThrow(
    expect.objectContaining({ code: 'PLUGIN_CONTRACT_UNSUPPORTED' }),
  );
  for (const assembling of [
    () => assembleAll('kinds', [sampleKinds(), sampleKinds()]),
    () => assemble(['access'], [sampleAccess(), sampleKinds(), sampleKinds()]),
  ]) {
    expect(assembling).toThrow(expect.objectContaining({ code: 'PLUGIN_DUPLICATE_ID' }));
  }
});

test('a message says nothing that the plugin chose', () => {
  const plugin = spoiled({ id: 'SECRET', needs: ['secret'] });
  expect(() => assemble(['access'], [plugin])).toThrow(
    expect.objectContaining({ message: expect.not.stringMatching(/secret/i) }),
  );
});

test('a plugin is lent the services that it needs, themselves', async () => {
  let lent: Pick<Services, 'clock' | 'random'> | undefined;
  await createPlugin(
    curiousAccess(['clock', 'random'], (given) => (lent = given)),
    services,
  );
  expect(lent?.clock).toBe(services.clock);
  expect(lent?.random).toBe(services.random);
  expect(Object.keys(lent ?? {}).sort()).toEqual(['clock', 'random']);
});

test.for(['log', 'crypto', 'random'] as const)(
  'PLUGIN_NEED_NOT_DECLARED: reaching for %s without naming it fails',
  async (undeclared) => {
    const plugin = curiousAccess(['clock'], (given) => void (given as Services)[undeclared]);
    await expect(createPlugin(plugin, services)).rejects.toMatchObject({
      code: 'PLUGIN_NEED_NOT_DECLARED',
    });
  },
);

test('what was not named stays out of reach later too, and by every other way', async () => {
  let kept: Services | undefined;
  await createPlugin(
    curiousAccess(['clock'], (given) => (kept = given as Services)),
    services,
  );
  const lent = kept as Services;
  expect(() => lent.crypto).toThrow(expect.objectContaining({ code: 'PLUGIN_NEED_NOT_DECLARED' }));
  expect('crypto' in lent).toBe(false);
  expect(Object.getOwnPropertyDescriptor(lent, 'crypto')).toBeUndefined();
  expect({ ...lent }).toEqual({ clock: services.clock });
  expect(Object.getPrototypeOf(lent)).toBeNull();
});

test('a plugin can neither replace nor remove nor add a service', async () => {
  const mine: Clock = { now: () => 0, sleep: async () => undefined };
  await createPlugin(
    curiousAccess(['clock'], (given) => {
      expect(Reflect.set(given, 'clock', mine)).toBe(false);
      expect(Reflect.deleteProperty(given, 'clock')).toBe(false);
      expect(Reflect.set(given, 'crypto', {})).toBe(false);
      expect(Reflect.defineProperty(given, 'log', { value: {} })).toBe(false);
      expect(given.clock).toBe(services.clock);
    }),
    services,
  );
  expect(services.clock).not.toBe(mine);
});

test('names that are no service are absent, as on any object', async () => {
  await createPlugin(
    curiousAccess(['clock'], (given) => {
      const unknown = given as unknown as Record<string | symbol, unknown>;
      expect(unknown['then']).toBeUndefined();
      expect(unknown['toString']).toBeUndefined();
      expect(unknown[Symbol.toPrimitive]).toBeUndefined();
    }),
    services,
  );
});

test('what create throws, at once or later, is what creating rejects with', async () => {
  const failure = new Error('The folder is not writable.');
  for (const create of [
    () => Promise.reject(failure),
    () => {
      throw failure;
    },
  ]) {
    const plugin = definePlugin({
      id: 'access-failing',
      point: 'access',
      contract: contractVersions.access,
      needs: [],
      create,
    });
    await expect(createPlugin(plugin, services)).rejects.toBe(failure);
  }
});
