import type { Check, End, Failure } from '../ending.ts';

/** Everybody who is in a group agrees who is in it, on its epoch and its secrets, on its name and rules; and is in it. */
export const sameGroup: Check = ({ ends }) => {
  const failures: Failure[] = [];
  const fail = (what: string): void => void failures.push({ check: 'same-group', what });
  for (const [talk, all] of Map.groupBy(ends, (end) => end.talk)) {
    const inside = all.filter(({ state }) => state === 'active' || state === 'joining');
    const [first, ...others] = inside.filter(({ state }) => state === 'active');
    // Where nobody is left, nobody can help.
    if (first === undefined) continue;
    for (const { who, state } of inside)
      if (state === 'joining') fail(`${who} never came back into ${talk}`);
    for (const other of others) {
      for (const [what, of] of aspects)
        if (of(other) !== of(first))
          fail(`${first.who} and ${other.who} have another ${what} of ${talk}`);
    }
    const members = new Set(first.roster);
    for (const { who, identity } of inside)
      if (!members.has(identity)) fail(`${who} is in ${talk} and nobody knows`);
    for (const identity of members)
      if (!inside.some((end) => end.identity === identity))
        fail(`${nameOf(all, identity)} is in ${talk} and does not know`);
  }
  return failures;
};

const aspects: readonly (readonly [what: string, of: (end: End) => string | undefined])[] = [
  ['roster', ({ roster }) => roster.toSorted().join()],
  ['inner roster', ({ inside }) => inside?.roster.toSorted().join()],
  ['epoch', ({ inside }) => inside?.epoch],
  ['epoch authenticator', ({ inside }) => inside?.authenticator],
  ['name or rules', ({ shared }) => shared],
];

function nameOf(ends: readonly End[], identity: string): string {
  return ends.find((end) => end.identity === identity)?.who ?? 'somebody who never joined';
}
