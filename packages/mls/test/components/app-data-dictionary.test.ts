import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  appDataDictionary,
  componentIds,
  componentsOf,
  encodeComponentsList,
  extensionTypes,
  findComponent,
  parseComponentsList,
  withComponent,
} from '../../src/index.ts';
import { expectRefused } from '../evil/refused.ts';

const data = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes);
const dictionary = (...bytes: number[]) => [
  { extensionType: extensionTypes.appDataDictionary, data: data(...bytes) },
];

describe('app_data_dictionary', () => {
  it('is written in order of the components, whatever order they are given in', () => {
    const extension = appDataDictionary([
      { componentId: 0x8001, data: data(7, 8) },
      { componentId: 4, data: data() },
    ]);
    expect(extension).toEqual({
      extensionType: 6,
      data: data(8, 0x00, 0x04, 0, 0x80, 0x01, 2, 7, 8),
    });
  });

  it('reads what it wrote, for any components', () => {
    const component = fc.record({
      componentId: fc.integer({ min: 0, max: 0xffff }),
      data: fc.uint8Array({ maxLength: 100 }),
    });
    const components = fc.uniqueArray(component, { selector: ({ componentId }) => componentId });
    fc.assert(
      fc.property(components, (given) => {
        const read = componentsOf([appDataDictionary(given)]);
        expect(read).toEqual(given.toSorted((a, b) => a.componentId - b.componentId));
      }),
    );
  });

  it('reads nothing but what it would write itself', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 24 }), (bytes) => {
        let read;
        try {
          read = componentsOf(dictionary(...bytes));
        } catch (error) {
          expect(error).toMatchObject({ name: 'MlsError' });
          return;
        }
        expect(appDataDictionary(read).data).toEqual(bytes);
      }),
      { numRuns: 2_000 },
    );
  });

  it('refuses components out of order, and one that is there twice', async () => {
    const read =
      (...bytes: number[]) =>
      () =>
        componentsOf(dictionary(...bytes));
    await expectRefused('MLS_COMPONENT_ORDER', read(6, 0, 5, 0, 0, 4, 0));
    await expectRefused('MLS_COMPONENT_ORDER', read(6, 0, 4, 0, 0, 4, 0));
    expect(read(6, 0, 4, 0, 0, 5, 0)()).toHaveLength(2);
  });

  it('refuses bytes behind the end, and an end before its time', async () => {
    const read =
      (...bytes: number[]) =>
      () =>
        componentsOf(dictionary(...bytes));
    await expectRefused('MLS_MALFORMED', read(3, 0, 4, 0, 0));
    await expectRefused('MLS_MALFORMED', read(4, 0, 4, 0, 0));
    await expectRefused('MLS_MALFORMED', read(3, 0, 4, 1));
    await expectRefused('MLS_LENGTH_NOT_MINIMAL', read(0x40, 3, 0, 4, 0));
  });

  it('does not write two of one component, nor an id that is none', async () => {
    const write =
      (...ids: number[]) =>
      () =>
        appDataDictionary(ids.map((componentId) => ({ componentId, data: data() })));
    await expectRefused('MLS_INPUT', write(4, 4));
    await expectRefused('MLS_INPUT', write(0x10000));
    await expectRefused('MLS_INPUT', write(-1));
    await expectRefused('MLS_INPUT', write(1.5));
  });

  it('has one component set, replaced and taken out, and the other extensions left alone', () => {
    const other = { extensionType: 0xf001, data: data(1) };
    const one = withComponent([other], 0x9000, data(1));
    const two = withComponent(one, 0x8000, data(2));
    const replaced = withComponent(two, 0x9000, data(3));
    expect(findComponent(replaced, 0x8000)).toEqual(data(2));
    expect(findComponent(replaced, 0x9000)).toEqual(data(3));
    expect(findComponent(replaced, 0x9001)).toBeUndefined();
    const emptied = withComponent(withComponent(replaced, 0x8000, undefined), 0x9000, undefined);
    expect(emptied).toEqual([other]);
    expect(componentsOf(emptied)).toEqual([]);
  });
});

describe('a list of components', () => {
  it('is what app_components and safe_aad say', async () => {
    const ids = [componentIds.lastResortKeyPackage, componentIds.appAck, 0x8000];
    expect(encodeComponentsList(ids)).toEqual(data(6, 0, 4, 0, 5, 0x80, 0));
    expect(parseComponentsList(encodeComponentsList(ids))).toEqual(ids);
    await expectRefused('MLS_MALFORMED', () => parseComponentsList(data(3, 0, 4, 0)));
    await expectRefused('MLS_INPUT', () => encodeComponentsList([0x10000]));
  });
});
