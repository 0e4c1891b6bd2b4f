import type { CoreErrorCode } from './error-codes.ts';
import { SottoError } from './error.ts';
import type { Need, Plugin, PluralPoint, Point } from './plugin.ts';
import { contractVersions } from './plugin.ts';
import type { Points } from './points.ts';
import type { Services } from './services.ts';

const pluralPoints: ReadonlySet<Point> = new Set<PluralPoint>(['kinds']);
const needs: ReadonlySet<string> = new Set<Need>(['log', 'clock', 'random', 'crypto']);

/**
 * Checks a list of plugins against the points that an engine wants, one plugin a point. Nothing is created yet.
 * Plugins of plural points may be in the list: `assembleAll` takes them out of it.
 *
 * @throws PLUGIN_INVALID, PLUGIN_DUPLICATE_ID, PLUGIN_CONTRACT_UNSUPPORTED, PLUGIN_NEED_UNKNOWN,
 * PLUGIN_POINT_TAKEN (two plugins for one point), PLUGIN_POINT_MISSING.
 */
export function assemble<P extends Exclude<Point, PluralPoint>>(
  points: readonly P[],
  plugins: readonly Plugin[],
): { readonly [K in P]: Plugin<K> } {
  checkAll(plugins);
  const found = new Map<Point, Plugin>();
  for (const plugin of plugins) {
    if (found.has(plugin.point) && !pluralPoints.has(plugin.point))
      fail('PLUGIN_POINT_TAKEN', `Two plugins for the point ${plugin.point}.`);
    found.set(plugin.point, plugin);
  }
  for (const point of points) {
    if (!found.has(point))
      fail('PLUGIN_POINT_MISSING', `No plugin was given for the point ${point}.`);
  }
  return Object.fromEntries(points.map((point) => [point, found.get(point)])) as never;
}

/**
 * The plugins of a plural point, in the order of the list; none is no mistake. Nothing is created yet.
 *
 * @throws PLUGIN_INVALID, PLUGIN_DUPLICATE_ID, PLUGIN_CONTRACT_UNSUPPORTED, PLUGIN_NEED_UNKNOWN
 */
export function assembleAll<P extends PluralPoint>(
  point: P,
  plugins: readonly Plugin[],
): readonly Plugin<P>[] {
  checkAll(plugins);
  return plugins.filter((plugin) => plugin.point === point) as readonly Plugin[] as never;
}

/**
 * Creates a plugin's implementation with exactly the services it declared. Reaching for another one throws
 * PLUGIN_NEED_NOT_DECLARED, so a plugin cannot come to depend on what it does not admit to.
 */
export async function createPlugin<P extends Point>(
  plugin: Plugin<P>,
  services: Services,
): Promise<Points[P]> {
  check(plugin);
  const lent: Record<string, unknown> = Object.create(null);
  for (const need of plugin.needs) lent[need] = services[need];
  const guard = new Proxy(Object.freeze(lent), {
    get: (target, name) => {
      if (typeof name === 'string' && needs.has(name) && !(name in target)) {
        fail('PLUGIN_NEED_NOT_DECLARED', `The plugin uses ${name} without naming it in its needs.`);
      }
      return Reflect.get(target, name);
    },
  });
  return plugin.create(guard as unknown as Services);
}

function checkAll(plugins: readonly Plugin[]): void {
  const ids = new Set<string>();
  for (const plugin of plugins) {
    check(plugin);
    if (ids.has(plugin.id)) fail('PLUGIN_DUPLICATE_ID', 'Two plugins have the same id.');
    ids.add(plugin.id);
  }
}

function check(plugin: Plugin): void {
  if (
    typeof plugin !== 'object' ||
    plugin === null ||
    typeof plugin.id !== 'string' ||
    !/^[a-z][a-z0-9-]{0,63}$/.test(plugin.id) ||
    typeof plugin.create !== 'function' ||
    !Array.isArray(plugin.needs) ||
    !Object.hasOwn(contractVersions, plugin.point)
  ) {
    fail(
      'PLUGIN_INVALID',
      'A plugin needs an id such as "records-sqlite", a known point, needs and create.',
    );
  }
  if (plugin.contract !== contractVersions[plugin.point]) {
    fail(
      'PLUGIN_CONTRACT_UNSUPPORTED',
      `The plugin was made for another version of the ${plugin.point} contract.`,
    );
  }
  if (plugin.needs.some((need) => !needs.has(need))) {
    fail('PLUGIN_NEED_UNKNOWN', 'The plugin needs a service that does not exist.');
  }
}

function fail(code: CoreErrorCode, message: string): never {
  throw new SottoError<CoreErrorCode>(code, message);
}
