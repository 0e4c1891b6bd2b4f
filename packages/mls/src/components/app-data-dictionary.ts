import { MlsError } from '../mls-error.ts';
import type { Extension } from '../wire/extension.ts';
import { extensionTypes, findExtension } from '../wire/extension.ts';
import type { Reader } from '../wire/reader.ts';
import { readWhole } from '../wire/reader.ts';
import { Writer } from '../wire/writer.ts';

/** Components that draft-ietf-mls-extensions defines itself. Numbers from 0x8000 on are for private use. */
export const componentIds = {
  appComponents: 0x0001,
  safeAad: 0x0002,
  contentMediaTypes: 0x0003,
  lastResortKeyPackage: 0x0004,
  appAck: 0x0005,
} as const;

/** What one component of an application attaches to a GroupContext, LeafNode, KeyPackage or GroupInfo. */
export interface ComponentData {
  /** 16 bits. */
  readonly componentId: number;
  readonly data: Uint8Array;
}

/**
 * The extension `app_data_dictionary` (draft-ietf-mls-extensions) of these components, in any order. Who uses it lists
 * `extensionTypes.appDataDictionary` in its capabilities.
 *
 * @throws MLS_INPUT for two of one component, or an id that is no 16 bits
 */
export function appDataDictionary(components: readonly ComponentData[]): Extension {
  const sorted = components.toSorted((one, other) => one.componentId - other.componentId);
  const writer = new Writer(64);
  const start = writer.open();
  let last = -1;
  for (const { componentId, data } of sorted) {
    if (!isUint16(componentId) || componentId === last) {
      throw new MlsError('MLS_INPUT', 'The id of a component is no 16 bits, or is there twice.');
    }
    last = componentId;
    writer.u16(componentId).opaque(data);
  }
  const { appDataDictionary: extensionType } = extensionTypes;
  return { extensionType, data: writer.close(start).finish() };
}

/**
 * The components in the `app_data_dictionary` among these extensions, ascending; none without it.
 *
 * @throws MLS_MALFORMED, MLS_LENGTH_NOT_MINIMAL; MLS_COMPONENT_ORDER when they are not sorted, or one is there twice
 */
export function componentsOf(extensions: readonly Extension[]): readonly ComponentData[] {
  const data = findExtension(extensions, extensionTypes.appDataDictionary);
  return data === undefined ? [] : readWhole(data, readComponents);
}

/** The data of one component among these extensions, if it is there. @throws as `componentsOf` */
export function findComponent(
  extensions: readonly Extension[],
  componentId: number,
): Uint8Array | undefined {
  return componentsOf(extensions).find((component) => component.componentId === componentId)?.data;
}

/** The extensions with one component set; `undefined` takes it out, and with the last one the dictionary. */
export function withComponent(
  extensions: readonly Extension[],
  componentId: number,
  data: Uint8Array | undefined,
): readonly Extension[] {
  const others = componentsOf(extensions).filter(
    (component) => component.componentId !== componentId,
  );
  const components = data === undefined ? others : [...others, { componentId, data }];
  const rest = extensions.filter(
    ({ extensionType }) => extensionType !== extensionTypes.appDataDictionary,
  );
  return components.length === 0 ? rest : [...rest, appDataDictionary(components)];
}

/** `ComponentsList`: the data of `app_components` and `safe_aad`. @throws MLS_INPUT */
export function encodeComponentsList(ids: readonly number[]): Uint8Array {
  const writer = new Writer(2 * ids.length + 4).varint(2 * ids.length);
  for (const id of ids) {
    if (!isUint16(id)) throw new MlsError('MLS_INPUT', 'The id of a component is no 16 bits.');
    writer.u16(id);
  }
  return writer.finish();
}

/** @throws MLS_MALFORMED, MLS_LENGTH_NOT_MINIMAL */
export function parseComponentsList(data: Uint8Array): readonly number[] {
  return readWhole(data, (reader) => {
    const inner = reader.vector();
    const ids: number[] = [];
    while (inner.more) ids.push(inner.u16());
    return ids;
  });
}

function readComponents(reader: Reader): readonly ComponentData[] {
  const inner = reader.vector();
  const components: ComponentData[] = [];
  let last = -1;
  while (inner.more) {
    const componentId = inner.u16();
    if (componentId <= last) {
      throw new MlsError(
        'MLS_COMPONENT_ORDER',
        'The components of a dictionary are not in order, each once.',
      );
    }
    last = componentId;
    components.push({ componentId, data: inner.opaque() });
  }
  return components;
}

function isUint16(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 0xffff;
}
