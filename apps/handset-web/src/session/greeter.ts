/** A contact that the relay offers to newcomers. */
export interface Greeter {
  readonly name: string;
  readonly link: string;
}

/** Asks the relay for its greeter; `undefined` when it has none or cannot be reached. */
export async function askGreeter(signal: AbortSignal): Promise<Greeter | undefined> {
  try {
    const response = await fetch('/greeter', { signal, cache: 'no-store', credentials: 'omit' });
    if (!response.ok) return undefined;
    const answer: unknown = await response.json();
    return isGreeter(answer) ? answer : undefined;
  } catch {
    // Offline, or an answer that is no JSON: there is no greeter to offer, and nothing else depends on it.
    return undefined;
  }
}

function isGreeter(value: unknown): value is Greeter {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    'link' in value &&
    typeof value.name === 'string' &&
    value.name.length <= 64 &&
    typeof value.link === 'string' &&
    value.link.length <= 4_096
  );
}
