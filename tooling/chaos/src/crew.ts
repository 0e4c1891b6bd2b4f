import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Plan } from './plan.ts';
import type { Told } from './story.ts';

/** Processes that tell stories. */
export interface Crew {
  /** Tells a plan in some process, when one is free. A process that dies or takes too long gives a failure, and is replaced. */
  readonly tell: (plan: Plan) => Promise<Told | Broken>;
  readonly end: () => void;
}

/** A story that has no end. */
export interface Broken {
  readonly seed: number;
  readonly broken: string;
}

/** A process is replaced after so many stories: what they leave in its memory makes the next ones slow. */
const maxStoriesEach = 50;

interface Worker {
  child: ChildProcess;
  told: number;
  isFree: boolean;
}

export interface CrewOptions {
  readonly jobs: number;
  /** The program of a process: it gets a `Plan` as message and answers a `Told` or `Broken`. Default: one that tells stories. */
  readonly program?: string;
  /** Real time that one story may take, in milliseconds. Default 3 minutes. */
  readonly maxStoryMs?: number;
}

export function createCrew(options: CrewOptions): Crew {
  const {
    jobs,
    program = join(import.meta.dirname, 'tell-worker.ts'),
    maxStoryMs = 180_000,
  } = options;
  const hire = (): ChildProcess => fork(program);
  const workers: Worker[] = Array.from({ length: jobs }, () => ({
    child: hire(),
    told: 0,
    isFree: true,
  }));
  const waiting: ((worker: Worker) => void)[] = [];

  const free = (worker: Worker): void => {
    const next = waiting.shift();
    if (next === undefined) worker.isFree = true;
    else next(worker);
  };
  const take = (): Promise<Worker> => {
    const worker = workers.find(({ isFree }) => isFree);
    if (worker === undefined) return new Promise((resolve) => waiting.push(resolve));
    worker.isFree = false;
    return Promise.resolve(worker);
  };
  const replace = (worker: Worker): void => {
    worker.child.kill('SIGKILL');
    worker.child = hire();
    worker.told = 0;
  };

  const tellBy = (worker: Worker, plan: Plan): Promise<Told | Broken> =>
    new Promise((resolve) => {
      const { child } = worker;
      const finish = (outcome: Told | Broken): void => {
        clearTimeout(timer);
        child.removeAllListeners();
        resolve(outcome);
      };
      const breakOff = (broken: string): void => {
        finish({ seed: plan.seed, broken });
        replace(worker);
      };
      const timer = setTimeout(
        () => breakOff(`It took more than ${maxStoryMs / 1_000} s.`),
        maxStoryMs,
      );
      child.once('message', (told) => {
        finish(told as Told | Broken);
        worker.told += 1;
        if (worker.told === maxStoriesEach) replace(worker);
      });
      child.once('exit', (code, signal) => breakOff(`Its process ended (${code ?? signal}).`));
      child.send(plan, (error) => {
        if (error !== null) breakOff('Its process does not listen.');
      });
    });

  return {
    tell: async (plan) => {
      const worker = await take();
      try {
        return await tellBy(worker, plan);
      } finally {
        free(worker);
      }
    },
    end: () => {
      for (const { child } of workers) child.kill();
    },
  };
}
