/** A contact that the relay offers to newcomers. */
export interface Greeter {
  readonly name: string;
  readonly link: string;
}

/** Times to ask again, in milliseconds: a relay that was just started may greet a little later. */
const againAfterMs = [1_000, 2_000, 4_000, 8_000, 16_000];

/** Asks the relay for its greeter; `undefined` when it has none, or none in time. */
export async function askGreeter(signal: AbortSignal): Promise<Greeter | undefined> {
  for (const afterMs of againAfterMs) {
    const answer = await ask(signal);
    if (answer !== 'later' || signal.aborted) return answer === 'later' ? undefined : answer;
    await new Promise((done) => setTimeout(done, afterMs));
  }
  return undefined;
}

async function ask(signal: AbortSignal): Promise<Greeter | 'later' | undefined> {
  try {
    const response = await fetch('/greeter', { signal, cache: 'no-store', credentials: 'omit' });
    if (response.status === 404) return undefined;
    if (!response.ok) return 'later';
    const answer: unknown = await response.json();
    return isGreeter(answer) ? answer : undefined;
  } catch {
    // Offline, or an answer that is no JSON. Nothing else depends on it.
    return 'later';
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
