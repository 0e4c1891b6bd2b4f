import type { Clock } from './interleave.ts';

/** Processor time of the whole process, with all of its threads: what else runs on the machine is not in it. */
export const processorTime: Clock = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};
