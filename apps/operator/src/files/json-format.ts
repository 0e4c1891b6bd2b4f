import { operatorError } from '../error.ts';

/** A JSON object whose fields are taken out one by one; what is left over is refused. */
export interface JsonFields {
  readonly value: (name: string) => unknown;
  readonly text: (name: string) => string;
  /** Bytes in hexadecimal, exactly so many. */
  readonly hex: (name: string, bytes: number) => Uint8Array;
  readonly list: (name: string) => readonly unknown[];
  readonly count: (name: string) => number;
  /** Takes out `sotto` and `version`, which say what a file is. */
  readonly head: (kind: string) => void;
  readonly end: () => void;
}

/** Reads JSON of which nobody is trusted. @throws OPERATOR_FORMAT; `what` names it for the person */
export function parseJson(bytes: Uint8Array, what: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw operatorError('OPERATOR_FORMAT', `The ${what} is not JSON.`, cause);
  }
}

/** @throws OPERATOR_FORMAT when a field is missing, of another type, or one too many */
export function jsonFields(value: unknown, what: string): JsonFields {
  const wrong = (name: string): never => {
    throw operatorError('OPERATOR_FORMAT', `The ${what} is not valid: ${name}.`);
  };
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return wrong('no object');
  const left = new Map<string, unknown>(Object.entries(value));
  const take = (name: string): unknown => {
    const taken = left.get(name);
    left.delete(name);
    return taken;
  };
  const text = (name: string): string => {
    const taken = take(name);
    return typeof taken === 'string' ? taken : wrong(name);
  };
  return {
    value: take,
    text,
    hex: (name, length) => {
      const written = text(name);
      return /^[0-9a-f]*$/.test(written) && written.length === 2 * length
        ? Uint8Array.fromHex(written)
        : wrong(name);
    },
    list: (name) => {
      const taken = take(name);
      return Array.isArray(taken) ? taken : wrong(name);
    },
    count: (name) => {
      const taken = take(name);
      return Number.isSafeInteger(taken) && Number(taken) >= 0 ? Number(taken) : wrong(name);
    },
    head: (kind) => {
      if (take('sotto') !== kind) wrong(`it is no ${kind}`);
      if (take('version') !== 1) wrong('it needs another version of this program');
    },
    end: () => {
      const [more] = left.keys();
      if (more !== undefined) wrong(`"${more}" is not known`);
    },
  };
}

/** Two spaces an indent, a line break at the end. */
export function formatJson(value: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(value, undefined, 2)}\n`);
}
