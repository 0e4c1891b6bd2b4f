import { runTool } from '../tool.ts';

/** Output lines of a git command, or undefined when it fails: no repository, no such tag, a shallow clone. */
export async function gitLines(
  root: string,
  args: readonly string[],
): Promise<readonly string[] | undefined> {
  const { code, output } = await runTool('git', args, { cwd: root });
  return code === 0 ? output.split('\n').filter((line) => line !== '') : undefined;
}
