import type { Gate } from '../gate.ts';
import { runTool } from '../tool.ts';
import { oneFailed, onePassed, type Step } from './step.ts';

/** A step that is one of the gates of this package. It fails when the gate found something, or looked at nothing. */
export function gateStep(
  name: string,
  what: string,
  gate: Gate,
  options: { readonly after?: readonly string[] } = {},
): Step {
  return {
    name,
    ...options,
    run: async ({ root }) => {
      const { inspected, problems } = await gate(root);
      const all = inspected === 0 ? [...problems, `no ${what} to look at`] : problems;
      return {
        counts: all.length === 0 ? onePassed : oneFailed,
        report: all.join('\n'),
        note: `${inspected} ${what}`,
      };
    },
  };
}

/** A step that runs installed tools one after the other; all must end with 0. */
export function toolStep(
  name: string,
  note: string,
  commands: readonly (readonly [command: string, ...args: string[]])[],
  options: { readonly after?: readonly string[] } = {},
): Step {
  return {
    name,
    ...options,
    run: async ({ root }) => {
      const reports: string[] = [];
      for (const [command, ...args] of commands) {
        const { code, output } = await runTool(command, args, { cwd: root });
        if (code !== 0)
          reports.push(`${[command, ...args].join(' ')} ended with ${code}\n${output}`);
      }
      return {
        counts: reports.length === 0 ? onePassed : oneFailed,
        report: reports.join('\n'),
        note,
      };
    },
  };
}
