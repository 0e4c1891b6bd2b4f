import type { Measure } from '../measure.ts';
import type { Turns } from './interleave.ts';
import { ratio, typical } from './interleave.ts';

export interface Contest {
  /** Names of the engines, as in the results. */
  readonly floor: string;
  readonly own: string;
  readonly peers: readonly string[];
  /** Times the floor that our engine may cost. */
  readonly target: number;
}

/** What each engine takes for a message, and how far ours is from what it is meant to be. */
export function messageMeasures(
  results: ReadonlyMap<string, Turns>,
  { floor, own, peers, target }: Contest,
): readonly Measure[] {
  const turnsOf = (name: string): Turns => results.get(name) ?? [];
  const [ofFloor, ofOwn] = [turnsOf(floor), turnsOf(own)];
  const [fastest] = peers.toSorted((a, b) => typical(turnsOf(a)) - typical(turnsOf(b)));
  const rows: Measure[] = [...results].map(([what, turns]) => ({
    what,
    value: typical(turns),
    unit: 'µs',
    note: `${ratio(turns, ofFloor).toFixed(2)} × the floor`,
  }));
  rows.push({ what: `${own} ÷ floor`, value: ratio(ofOwn, ofFloor), unit: '×', target });
  if (fastest === undefined) return rows;
  const beside = { value: ratio(ofOwn, turnsOf(fastest)), unit: '×', note: fastest, target: 1 };
  return [...rows, { what: `${own} ÷ the fastest peer`, ...beside }];
}
