import type { Context } from '../command.ts';
import { readWholeFile } from '../files/read-file.ts';
import { operatorLimits } from '../limits.ts';
import type { Card } from './card.ts';
import { parseCard } from './card.ts';

/** The cards that `--card` names. @throws OPERATOR_FILE, OPERATOR_FORMAT */
export function readCards({
  texts,
  path,
}: Pick<Context, 'texts' | 'path'>): Promise<readonly Card[]> {
  return Promise.all(
    texts('card').map(async (file) =>
      parseCard(await readWholeFile(path(file), operatorLimits.maxFileBytes)),
    ),
  );
}
