import { cliError } from '../../error.ts';

/** The one picture of a group. @throws CLI_USAGE when there are several */
export function oneAtMost(pictures: readonly string[]): string | undefined {
  if (pictures.length > 1) throw cliError('CLI_USAGE', 'A group has one picture.');
  return pictures[0];
}
