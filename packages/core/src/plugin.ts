import type { Points } from './points.ts';
import type { Services } from './services.ts';

/** Name of a point, such as `records`. */
export type Point = keyof Points;
/** A point of which an engine takes any number of plugins, none too. Of every other one it takes exactly one. */
export type PluralPoint = 'kinds';
/** Name of something an engine can lend to a plugin. */
export type Need = keyof Services;

/**
 * A variant of one point, as a frozen value from a factory with options. It does nothing until `create`.
 * The engine lends exactly what `needs` names and nothing else.
 */
export interface Plugin<P extends Point = Point, N extends Need = Need> {
  /** Unique within one assembly; by convention the package's folder name, such as `records-sqlite`. */
  readonly id: string;
  readonly point: P;
  /** Version of the point's contract that this plugin passes; see `contractVersions`. */
  readonly contract: number;
  readonly needs: readonly N[];
  /**
   * Makes the implementation. Called once an assembly. Resolves when it is ready for use; rejects with a
   * coded error when it cannot be (a folder that is not writable, a store that another process holds).
   */
  readonly create: (services: Pick<Services, N>) => Promise<Points[P]>;
}

/** Version of each point's contract that this core speaks. */
export const contractVersions: Readonly<Record<Point, number>> = Object.freeze({
  access: 1,
  blobs: 1,
  crypto: 1,
  kinds: 1,
  link: 1,
  mailboxes: 1,
  pictures: 1,
  records: 1,
});

/**
 * Freezes a plugin and ties the types of `needs` and `create` together: `create` sees only the services
 * that it declared. What is wrong with it is found when an engine assembles it (`lend`).
 */
export function definePlugin<P extends Point, const N extends Need = never>(
  plugin: Plugin<P, N>,
): Plugin<P, N> {
  return Object.freeze({ ...plugin, needs: Object.freeze([...plugin.needs]) });
}
