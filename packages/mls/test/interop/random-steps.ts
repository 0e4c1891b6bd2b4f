import type { Change, InteropClient } from './client.ts';
import { SottoClient } from './sotto-client.ts';
import type { VectorGroup } from './vector-group.ts';
import { unlessUnmerged } from './vector-group.ts';

/** Extensions of a GroupContext that every member supports: required capabilities that ask for basic credentials. */
const requiredCapabilities = { type: 3, data: Uint8Array.of(0, 0, 2, 0, 1) };

export interface Bounds {
  readonly maxMembers: number;
  readonly maxDrivers: number;
}

/** One more epoch, at random: an external commit, or a commit with proposals in it and before it. */
export async function randomEpoch(group: VectorGroup, bounds: Bounds): Promise<void> {
  const { choices } = group;
  const touched = new Set<number>([0, group.members.get('passive') ?? 0]);
  const committer = choices.of(group.drivers);
  touched.add(committer.leafIndex);
  for (let count = choices.below(4); count > 0; count -= 1) {
    await proposeSomething(group, bounds, touched);
  }
  if (choices.chance(15) && (await commitFromOutside(group, bounds))) return;
  await commitSomething(group, bounds, committer, touched);
}

async function proposeSomething(
  group: VectorGroup,
  bounds: Bounds,
  touched: Set<number>,
): Promise<void> {
  const { choices } = group;
  const sender = choices.of(group.drivers);
  const options = {
    isPublic: choices.chance(50),
    authenticatedData: choices.bytes(choices.below(9)),
  };
  if (choices.chance(40)) {
    if (touched.has(sender.leafIndex)) return;
    touched.add(sender.leafIndex);
    await group.propose(sender, await sender.proposeUpdate(options));
    return;
  }
  if (choices.chance(15) && group.members.size < bounds.maxMembers) {
    // Once in the tree it is a bystander.
    const newcomer = await group.newcomer();
    const groupInfo = await group.founder.groupInfo(newcomer.externalPub);
    await group.propose(undefined, await newcomer.proposeToJoin(groupInfo));
    return;
  }
  const change = await randomChange(group, bounds, touched);
  if (change !== undefined) await group.propose(sender, await sender.propose(change, options));
}

async function commitSomething(
  group: VectorGroup,
  bounds: Bounds,
  committer: InteropClient,
  touched: Set<number>,
): Promise<void> {
  const { choices } = group;
  const changes: Change[] = [];
  const joining: InteropClient[] = [];
  for (let count = choices.below(3); count > 0; count -= 1) {
    const change = await randomChange(group, bounds, touched);
    if (change !== undefined) changes.push(change);
  }
  if (choices.chance(30) && group.drivers.length < bounds.maxDrivers) {
    if (group.members.size + 6 < bounds.maxMembers) {
      const newcomer = await group.newcomer();
      joining.push(newcomer);
      changes.push({ kind: 'add', keyPackage: newcomer.keyPackageMessage });
    }
  } else if (choices.chance(20) && group.epoch > group.newestDriverSince && !hasAdd(changes)) {
    const [oldest, now] = [group.newestDriverSince, group.epoch];
    const epoch = now - BigInt(choices.below(Math.min(4, Number(now - oldest) + 1)));
    if (!group.hasPending) changes.push({ kind: 'resumption', epoch });
  }
  if (committer instanceof SottoClient && choices.chance(60)) {
    changes.push({ kind: 'extensions', ...requiredCapabilities });
  }
  await group.commit(
    committer,
    {
      changes,
      isPublic: choices.chance(50),
      treeInWelcome: choices.chance(50),
      authenticatedData: choices.bytes(choices.below(9)),
    },
    joining,
  );
}

function hasAdd(changes: readonly Change[]): boolean {
  return changes.some(({ kind }) => kind === 'add');
}

/** An Add, a Remove or an external key; nothing where the dice want what cannot be. */
async function randomChange(
  group: VectorGroup,
  bounds: Bounds,
  touched: Set<number>,
): Promise<Change | undefined> {
  const { choices, members } = group;
  const roll = choices.below(3);
  if (roll === 0 && members.size + 6 < bounds.maxMembers) {
    return { kind: 'add', keyPackage: (await group.newcomer()).keyPackageMessage };
  }
  if (roll === 1) {
    const leafIndex = choices.of([...members.values()]);
    if (touched.has(leafIndex) || members.size < 4) return undefined;
    touched.add(leafIndex);
    return { kind: 'remove', leafIndex };
  }
  return { kind: 'psk', pskId: choices.of(group.pskIds) };
}

/** Whether it came to that: `ts-mls` cannot join every tree. */
async function commitFromOutside(group: VectorGroup, bounds: Bounds): Promise<boolean> {
  const { choices } = group;
  const others = group.drivers.filter((driver) => driver !== group.founder);
  if (choices.chance(40) && others.length > 0) {
    const driver = choices.of(others);
    const groupInfo = await group.founder.groupInfo(driver.externalPub);
    const commit = await unlessUnmerged(() => driver.joinExternal(groupInfo, true), undefined);
    if (commit !== undefined) await group.commitExternally(driver, commit);
    return commit !== undefined;
  }
  if (group.members.size >= bounds.maxMembers || group.drivers.length >= bounds.maxDrivers)
    return false;
  const newcomer = await group.newcomer();
  const groupInfo = await group.founder.groupInfo(newcomer.externalPub);
  const commit = await unlessUnmerged(() => newcomer.joinExternal(groupInfo), undefined);
  if (commit !== undefined) await group.commitExternally(newcomer, commit);
  return commit !== undefined;
}
