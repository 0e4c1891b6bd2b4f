import { handsetError } from '../error.ts';

/** The face of something, that can be taken away from everybody who holds it. */
export interface Lent<T> {
  readonly face: T;
  /** From now on the face reaches nothing: what it stood for is free to go, whoever keeps the face. */
  readonly end: () => void;
}

/** What calls give once it has ended, where a rejection does not fit. */
export type Afterwards<T> = { readonly [K in keyof T]?: T[K] | Partial<T[K]> };

/**
 * Lends an object of values and functions, one level of objects deep. Once it has ended, each function rejects with HANDSET_LOCKED, or is the one
 * of `afterwards`; values stay.
 */
export function lend<T extends object>(real: T, afterwards: Afterwards<T>): Lent<T> {
  let held: T | undefined = real;
  const end = (): void => void (held = undefined);
  const after = afterwards as Readonly<Record<PropertyKey, unknown>>;
  return { face: faceOf(real, () => held, after) as T, end };
}

type Call = (...given: readonly unknown[]) => unknown;

function faceOf(
  shape: object,
  held: () => object | undefined,
  after: Readonly<Record<PropertyKey, unknown>>,
): object {
  const face: Record<PropertyKey, unknown> = {};
  for (const key of Reflect.ownKeys(shape)) {
    const value: unknown = Reflect.get(shape, key);
    if (typeof value === 'function') {
      face[key] = (...given: readonly unknown[]): unknown => {
        const now = held();
        if (now !== undefined) return (Reflect.get(now, key) as Call)(...given);
        const otherwise = after[key];
        return typeof otherwise === 'function' ? (otherwise as Call)(...given) : locked();
      };
    } else if (isGroup(value)) {
      const of = (after[key] ?? {}) as Readonly<Record<PropertyKey, unknown>>;
      face[key] = faceOf(value, () => Reflect.get(held() ?? {}, key) as object | undefined, of);
    } else face[key] = value;
  }
  return face;
}

function isGroup(value: unknown): value is object {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}

function locked(): Promise<never> {
  return Promise.reject(handsetError('HANDSET_LOCKED', 'The handset is locked.'));
}
