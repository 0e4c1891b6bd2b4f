import type { Turns } from './interleave.ts';
import { interleave, ratio, typical } from './interleave.ts';
import { processorTime } from './processor-time.ts';

/** What something costs, and how many times its floor that is. */
export interface Cost {
  readonly ms: number;
  readonly ratio: number;
}

type Work = () => Promise<unknown>;

/** At least so many turns, however long they take. */
const leastRounds = 3;
const mostRounds = 40;

/** Times a work and its floor in turn, for about `budgetMs`. */
export async function timeBeside(work: Work, floor: () => void, budgetMs: number): Promise<Cost> {
  const [ofWork = [], ofFloor = []] = await timeInTurn([work, async () => floor()], budgetMs);
  return { ms: typical(ofWork) / 1_000, ratio: ratio(ofWork, ofFloor) };
}

/** The median cost of a work in milliseconds. */
export async function timeAlone(work: Work, budgetMs: number): Promise<number> {
  const [turns = []] = await timeInTurn([work], budgetMs);
  return typical(turns) / 1_000;
}

async function timeInTurn(works: readonly Work[], budgetMs: number): Promise<readonly Turns[]> {
  const start = performance.now();
  for (const work of works) await work();
  const wanted = Math.floor(budgetMs / (performance.now() - start));
  const rounds = Math.min(mostRounds, Math.max(leastRounds, wanted));
  const named = new Map(works.map((work, at) => [String(at), work]));
  const turns = await interleave(named, { rounds, perRound: 1, warmUp: 0 }, processorTime);
  return [...turns.values()];
}
