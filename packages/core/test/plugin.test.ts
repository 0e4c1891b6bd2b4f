import { contractVersions, definePlugin } from '@sotto/core';
import type { Plugin } from '@sotto/core';
import { expect, expectTypeOf, test } from 'vitest';
import { admitsAll, sampleAccess } from './sample-plugins.ts';

test('a plugin is frozen with its needs, and keeps nothing of the object it was made from', () => {
  const needs: 'clock'[] = ['clock'];
  const parts = {
    id: 'access-frozen',
    point: 'access',
    contract: 1,
    needs,
    create: sampleAccess().create,
  } as const;
  const plugin = definePlugin(parts);
  needs.length = 0;
  expect(plugin.needs).toEqual(['clock']);
  expect(Object.isFrozen(plugin)).toBe(true);
  expect(Object.isFrozen(plugin.needs)).toBe(true);
  expect(() => Object.assign(plugin, { id: 'access-other' })).toThrow(TypeError);
  expect(() => (plugin.needs as string[]).push('crypto')).toThrow(TypeError);
});

test('nothing is created when a plugin is defined', () => {
  let created = 0;
  definePlugin({
    id: 'access-lazy',
    point: 'access',
    contract: 1,
    needs: [],
    create: async () => {
      created += 1;
      return admitsAll;
    },
  });
  expect(created).toBe(0);
});

test('the versions of the contracts cannot be changed', () => {
  expect(Object.isFrozen(contractVersions)).toBe(true);
});

test('a service that is not in needs does not compile', () => {
  const shape = { id: 'access-typed', point: 'access', contract: 1 } as const;

  const one = definePlugin({
    ...shape,
    needs: ['clock'],
    create: async ({ clock }) => {
      clock.now();
      return admitsAll;
    },
  });
  expectTypeOf(one).toEqualTypeOf<Plugin<'access', 'clock'>>();

  definePlugin({
    ...shape,
    needs: ['clock'],
    // @ts-expect-error: the log is not among the needs.
    create: async ({ log }) => {
      void log;
      return admitsAll;
    },
  });
  definePlugin({
    ...shape,
    needs: [],
    // @ts-expect-error: there are no needs.
    create: async ({ random }) => {
      void random;
      return admitsAll;
    },
  });
  // @ts-expect-error: there is no such service.
  definePlugin({ ...shape, needs: ['network'], create: async () => admitsAll });
  // @ts-expect-error: there is no such point.
  definePlugin({ ...shape, point: 'weather', needs: [], create: async () => access });
  // @ts-expect-error: this is no implementation of the point.
  definePlugin({ ...shape, needs: [], create: async () => ({ stop: async () => undefined }) });
});

test('a plugin of few needs fits where any plugin of its point does', () => {
  expectTypeOf<Plugin<'access', 'clock'>>().toExtend<Plugin<'access'>>();
  expectTypeOf<Plugin<'access', 'clock'>>().toExtend<Plugin>();
  expectTypeOf<Plugin<'access', 'clock'>>().not.toExtend<Plugin<'records'>>();
  expectTypeOf<Plugin<'access', 'clock'>>().not.toExtend<Plugin<'access', 'log'>>();
});
