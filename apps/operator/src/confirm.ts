import { createInterface } from 'node:readline/promises';
import type { Context } from './command.ts';
import { usage } from './command-line.ts';
import { operatorError } from './error.ts';

/**
 * Asks the person, unless `--yes` was said. Only the whole word is a yes.
 *
 * @throws OPERATOR_DECLINED; OPERATOR_USAGE when there is nobody to ask
 */
export async function confirm(question: string, { world, isOn, signal }: Context): Promise<void> {
  if (isOn('yes')) return;
  if (world.stdin.isTTY !== true)
    throw usage('There is no terminal to ask at: --yes is for who has read the review before.');
  const lines = createInterface({ input: world.stdin, output: world.stderr, terminal: false });
  try {
    world.stderr.write(`${question} Type yes: `);
    const answer = await lines.question('', { signal });
    if (answer.trim() !== 'yes')
      throw operatorError('OPERATOR_DECLINED', 'Nothing was done: the answer was not yes.');
  } finally {
    lines.close();
  }
}
