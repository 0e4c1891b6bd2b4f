/** A vector that does not hold, where it is not the engine that refuses. */
export class Failure extends Error {
  readonly code: string;

  constructor(code: string) {
    super('');
    this.name = 'Failure';
    this.code = code;
  }
}

/** The code of what was thrown, and its sentence. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : error.name;
  return `${code} ${error.message}`.trimEnd();
}
