// Opens the handset of a database for vault-3.browser.test.ts, which ends this worker at one of the calls that change the database.
import { openInPage } from './page-handset.ts';
import type { Step } from './stepping-records.ts';

export interface Opening {
  readonly name: string;
  readonly passphrase: string;
  readonly atMs: number;
  /** Which call it comes to and no further; none when it opens. */
  readonly dieAt?: number;
  /** While the call is under way, or when it is done. */
  readonly when?: 'in' | 'after';
}

/** `calls` when it is open, `here` when it waits for its end. */
export type Said = { readonly calls: number } | 'here';

const say = (said: Said): void => postMessage(said);

addEventListener('message', ({ data }: MessageEvent<Opening>) => {
  // Told to the page as an error event.
  void open(data);
});

async function open({ name, passphrase, atMs, dieAt, when }: Opening): Promise<void> {
  let calls = 0;
  const step: Step = async (call) => {
    calls += 1;
    if (calls !== dieAt) return call();
    const made = call();
    if (when === 'after') await made;
    say('here');
    return new Promise(() => undefined);
  };
  const vault = await openInPage(name, { atMs }, step);
  await vault.unlock({ passphrase });
  say({ calls });
  await vault.close();
}
