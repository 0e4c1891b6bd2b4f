import type { KindContent } from '@sotto/core';

/**
 * The answers that a kind is given, in the order in which they were: of each sender the newest `perSender`. Where these are
 * more than `maxAnswers`, everybody's newest goes before anybody's second newest, so nobody can push out the answer of
 * another by giving many. A function of the answers and their order alone.
 */
export function answersThatCount(
  answers: readonly KindContent[],
  perSender: number,
  maxAnswers: number,
): readonly KindContent[] {
  const counts = new Map<string, number>();
  const byAge: number[][] = Array.from({ length: perSender }, () => []);
  for (let index = answers.length - 1; index >= 0; index--) {
    const { sender } = answers[index]!;
    const newer = counts.get(sender) ?? 0;
    byAge[newer]?.push(index);
    counts.set(sender, newer + 1);
  }
  return byAge
    .flat()
    .slice(0, maxAnswers)
    .sort((a, b) => a - b)
    .map((index) => answers[index]!);
}
