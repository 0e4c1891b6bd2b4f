import { describe, expect, it } from 'vitest';
import type { Processed, Suite } from '../../src/index.ts';
import { expectRefused } from '../evil/refused.ts';
import { now, setStage } from './stage.ts';
import { findIn, messageKeysFrom, opensPath, secretsOf } from './thief.ts';
import type { Member } from './world.ts';
import { World } from './world.ts';

type Records = Member['records'];

describe('forward secrecy within an epoch', () => {
  it('a receiver cannot derive the key of a message again that it has read', async () => {
    const { ada, ben, suite } = await pair();
    const message = await ada.say('read me');
    const before = await derivable(suite, ben.copyRecords());
    const key = keyOf(await peek(ben, message));
    await ben.receive(message);
    expect(before).toContain(key);
    expect(await derivable(suite, ben.records)).not.toContain(key);
  });

  it('a sender cannot derive the key of a message again that it has sent', async () => {
    const { ada, ben, suite } = await pair();
    const before = await derivable(suite, ada.copyRecords());
    const message = await ada.say('gone');
    const key = keyOf(await peek(ben, message));
    expect(before).toContain(key);
    expect(await derivable(suite, ada.records)).not.toContain(key);
  });

  it('a key that was skipped is there until its message came, and gives no other one away', async () => {
    const { ada, ben, suite } = await pair();
    const messages = [await ada.say('0'), await ada.say('1'), await ada.say('2')];
    const keys = [];
    for (const message of messages) keys.push(keyOf(await peek(ben, message)));
    await ben.receive(messages[2]!);
    const skipped = await derivable(suite, ben.copyRecords());
    expect(keys.map((key) => skipped.has(key))).toEqual([true, true, false]);
    await ben.receive(messages[1]!);
    const one = await derivable(suite, ben.copyRecords());
    expect(keys.map((key) => one.has(key))).toEqual([true, false, false]);
    await ben.receive(messages[0]!);
    const none = await derivable(suite, ben.copyRecords());
    expect(keys.map((key) => none.has(key))).toEqual([false, false, false]);
  });

  it('the key of a sealed proposal or commit is gone too, for who sent it and who took it in', async () => {
    const { world, ada, ben, suite } = await pair();
    const proposed = await world.stage.mls.proposeUpdate(ada.state, {}, { nowSeconds: now });
    const proposalKey = keyOf(await peek(ben, proposed.message));
    ada.take(proposed);
    await ben.receive(proposed.message);
    const committed = await world.stage.mls.commit(ben.state, { nowSeconds: now });
    const commitKey = keyOf(await peek(ada, committed.message));
    expect(await derivable(suite, ben.copyRecords())).toContain(commitKey);
    ben.take(committed);
    await ada.receive(committed.message);
    ben.take(committed.accepted);
    for (const member of [ada, ben]) {
      expect(member.state.past.at(-1)!.epoch).toBe(1n);
      const keys = await derivable(suite, member.records);
      expect([keys.has(proposalKey), keys.has(commitKey)]).toEqual([false, false]);
    }
  });

  it('the state in memory has nothing of a consumed key either', async () => {
    const { ada, ben, suite } = await pair();
    const message = await ada.say('read me');
    const key = keyOf(await peek(ben, message));
    await ben.receive(message);
    const inMemory = new Map(secretsOf(ben.state).map((bytes, index) => [`${index}`, bytes]));
    expect(await derivable(suite, inMemory)).not.toContain(key);
  });
});

describe('forward secrecy between epochs', () => {
  it('what a member has says nothing of messages from before it came', async () => {
    const { world, ada, ben, suite } = await pair();
    const message = await ada.say('before your time');
    const key = keyOf(await peek(ben, message));
    const former = ben.copyRecords();
    await world.commit(ada, { adds: ['cleo'] });
    const cleo = world.get('cleo');
    expect(await derivable(suite, former)).toContain(key);
    expect(await derivable(suite, cleo.records)).not.toContain(key);
    expect(findIn(cleo.records, secretsOf((await load(ben, former)).state))).toEqual([]);
    await expectRefused('MLS_EPOCH_PAST', () => cleo.receive(message));
  });

  it('an epoch that is no longer remembered leaves nothing behind, in storage or in memory', async () => {
    const stage = await setStage({ limits: { maxPastEpochs: 2, maxResumptionPsks: 0 } });
    const world = await World.of(stage, ['ada', 'ben', 'cleo', 'dora']);
    await world.talk();
    const ben = world.get('ben');
    const skipped = [await ben.say('lost'), await ben.say('found')];
    await world.deliver(skipped[1]!, ben);
    const ada = world.get('ada');
    const secrets = secretsOf(ada.state).map((bytes) => bytes.slice());
    const live = secretsOf(ada.state);
    for (const member of world.members) await world.commit(member);
    expect(findIn(ada.records, secrets)).toEqual([]);
    const ofEpoch = /^(secrets|past|past-leaf|resumption)\/1(\/|$)/;
    expect([...ada.records.keys()].filter((name) => ofEpoch.test(name))).toEqual([]);
    const inMemory = new Set(secretsOf(ada.state).map((bytes) => bytes.toHex()));
    expect(secrets.filter((bytes) => inMemory.has(bytes.toHex()))).toEqual([]);
    for (const bytes of live) expect(isErased(bytes)).toBe(true);
  });

  it('a member forgets the private keys of nodes that are blank now, or have another key', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben', 'cleo', 'dora']);
    for (const member of world.members) await world.commit(member);
    const ada = world.get('ada');
    const { keys } = ada.state.keys;
    expect(new Set(keys.keys())).toEqual(new Set([0, 1, 3]));
    const gone = [keys.get(1)!, keys.get(3)!];
    const copies = gone.map((bytes) => bytes.slice());
    await world.commit(world.get('cleo'), { removes: [world.get('ben')] });
    expect(new Set(ada.state.keys.keys.keys())).toEqual(new Set([0, 3]));
    expect(findIn(ada.records, copies)).toEqual([]);
    for (const bytes of gone) expect(isErased(bytes)).toBe(true);
  });

  it('an epoch is left at once where none is remembered', async () => {
    const stage = await setStage({ limits: { maxPastEpochs: 0, maxResumptionPsks: 0 } });
    const world = await World.of(stage, ['ada', 'ben']);
    await world.talk();
    const [ada, ben] = world.members;
    const live = secretsOf(ada!.state);
    const secrets = live.map((bytes) => bytes.slice());
    await world.commit(ben!);
    await world.commit(ada!);
    expect(findIn(ada!.records, secrets)).toEqual([]);
    for (const bytes of live) expect(isErased(bytes)).toBe(true);
    await world.talk();
  });
});

describe('a removed member', () => {
  it('opens nothing from then on, with everything that it ever stored', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben', 'cleo', 'dora']);
    const [ada, ben, cleo] = world.members;
    const remembered = new Map<string, Uint8Array>();
    const remember = () => {
      for (const [name, bytes] of ben!.copyRecords())
        remembered.set(`${name}?${bytes.toHex()}`, bytes);
    };
    remember();
    await world.commit(ben!);
    remember();
    await world.commit(cleo!);
    remember();
    const former = ada!.state;
    const keysOfCleo = cleo!.copyRecords();
    const removal = await stage.mls.commit(ada!.state, {
      proposals: [{ proposalType: 'remove', removed: ben!.leafIndex }],
      wireFormat: 'public_message',
      nowSeconds: now,
    });
    ada!.take(removal);
    await world.deliver(removal.message, ada);
    ada!.take(removal.accepted);
    expect(ben!.isRemoved).toBe(true);
    expect(await opensPath(keysOfCleo, removal.message, former, ada!)).toBe(true);
    const names = new Map(
      [...remembered].map(([name, bytes]) => [name.replace(/\?.*/, `/${bytes.toHex()}`), bytes]),
    );
    expect(await opensPath(names, removal.message, former, ada!)).toBe(false);

    const message = await ada!.say('he is gone');
    const key = keyOf(await peek(cleo!, message));
    await expectRefused('MLS_EPOCH_FUTURE', () => ben!.receive(message));
    const secrets = secretsOf(cleo!.state);
    const own = new Set(
      secretsOf(await loadState(cleo!, keysOfCleo)).map((bytes) => bytes.toHex()),
    );
    const fresh = secrets.filter((bytes) => !own.has(bytes.toHex()));
    expect(fresh.length).toBeGreaterThan(5);
    expect(findIn(remembered, fresh)).toEqual([]);
    const { suite } = ada!.state;
    const last = ben!.records;
    expect(await messageKeysFrom(suite, last, { leafCount: 4, generations: 1 })).not.toContain(key);
  });

  it('gets no path secret by a place that it had in the tree', async () => {
    const stage = await setStage();
    const names = ['ada', 'ben', 'cleo', 'dora', 'eve', 'finn', 'gil', 'hal'];
    const world = await World.of(stage, names);
    for (const member of [...world.members]) await world.commit(member);
    const ben = world.get('ben');
    const stored = ben.copyRecords();
    await world.commit(world.get('hal'), { removes: [ben] });
    for (const name of ['ada', 'gil', 'cleo']) {
      const committer = world.get(name);
      const former = committer.state;
      const { message, ...sent } = await stage.mls.commit(former, {
        wireFormat: 'public_message',
        nowSeconds: now,
      });
      committer.take(sent);
      await world.deliver(message, committer);
      committer.take(sent.accepted);
      expect(await opensPath(stored, message, former, committer)).toBe(false);
    }
  });
});

describe('a stolen state', () => {
  it('reads along until its owner commits, and nothing afterwards', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben', 'cleo', 'dora']);
    const [ada, ben, cleo] = world.members;
    const thief = await ben!.stolen();
    await thief.receive(await ada!.say('overheard'));
    const other = await stage.mls.commit(cleo!.state, { nowSeconds: now });
    cleo!.take(other);
    await world.deliver(other.message, cleo);
    cleo!.take(other.accepted);
    await thief.receive(other.message);
    await thief.receive(await ada!.say('overheard again'));
    expect(thief.heard).toEqual(['ada: overheard', 'ada: overheard again']);

    const former = ben!.state;
    const stolen = thief.copyRecords();
    const healing = await stage.mls.commit(ben!.state, {
      wireFormat: 'public_message',
      nowSeconds: now,
    });
    const keysOfAda = ada!.copyRecords();
    ben!.take(healing);
    await world.deliver(healing.message, ben);
    ben!.take(healing.accepted);
    await expectRefused('MLS_OWN_MESSAGE', () => thief.receive(healing.message));
    expect(await opensPath(keysOfAda, healing.message, former, ben!)).toBe(true);
    expect(await opensPath(stolen, healing.message, former, ben!)).toBe(false);

    const message = await ada!.say('private again');
    await expectRefused('MLS_EPOCH_FUTURE', () => thief.receive(message));
    const key = keyOf(await peek(cleo!, message));
    const keys = await messageKeysFrom(former.suite, stolen, { leafCount: 4, generations: 1 });
    expect(keys).not.toContain(key);
  });

  it('reads nothing more once an Update of its owner was committed by another member', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben', 'cleo', 'dora']);
    const [ada, ben] = world.members;
    const thief = await ben!.stolen();
    const proposed = await stage.mls.proposeUpdate(
      ben!.state,
      {},
      {
        nowSeconds: now,
        wireFormat: 'public_message',
      },
    );
    ben!.take(proposed);
    await world.deliver(proposed.message, ben);
    const former = ada!.state;
    const healing = await stage.mls.commit(former, {
      wireFormat: 'public_message',
      nowSeconds: now,
    });
    ada!.take(healing);
    const stolen = thief.copyRecords();
    const known = ben!.copyRecords();
    await world.deliver(healing.message, ada);
    ada!.take(healing.accepted);
    expect(await opensPath(known, healing.message, former, ada!)).toBe(true);
    expect(await opensPath(stolen, healing.message, former, ada!)).toBe(false);
    await expectRefused('MLS_PROPOSAL_NOT_FOUND', () => thief.receive(healing.message));
  });

  it('does not heal by commits of others alone', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben', 'cleo']);
    const thief = await world.get('ben').stolen();
    for (const name of ['ada', 'cleo', 'ada']) {
      const committer = world.get(name);
      const { message, ...sent } = await stage.mls.commit(committer.state, { nowSeconds: now });
      committer.take(sent);
      await world.deliver(message, committer);
      committer.take(sent.accepted);
      await thief.receive(message);
    }
    await thief.receive(await world.get('ada').say('still overheard'));
    expect(thief.heard).toEqual(['ada: still overheard']);
  });

  it('of a new epoch reads nothing of the epochs that it does not remember', async () => {
    const stage = await setStage({ limits: { maxPastEpochs: 1 } });
    const world = await World.of(stage, ['ada', 'ben', 'cleo']);
    const [ada, ben, cleo] = world.members;
    const message = await ada!.say('long ago');
    const key = keyOf(await peek(ben!, message));
    for (const member of [ada!, cleo!]) await world.commit(member);
    const thief = await ben!.stolen();
    await expectRefused('MLS_EPOCH_PAST', () => thief.receive(message));
    const keys = await messageKeysFrom(ada!.state.suite, thief.records, {
      leafCount: 4,
      generations: 1,
    });
    expect(keys).not.toContain(key);
  });
});

describe('secrets that were spent', () => {
  it('are exactly those that the new state lacks, after every kind of step', async () => {
    const stage = await setStage({ limits: { maxPastEpochs: 1, maxResumptionPsks: 1 } });
    const world = await World.of(stage, ['ada', 'ben', 'cleo']);
    const ben = world.get('ben');
    let steps = 0;
    const take = ben.take.bind(ben);
    ben.take = (transition) => {
      const former = secretsOf(ben.state);
      const kept = new Set(secretsOf(transition.state));
      expect(transition.spent.filter((bytes) => kept.has(bytes))).toEqual([]);
      take(transition);
      for (const bytes of former) if (!kept.has(bytes)) expect(isErased(bytes)).toBe(true);
      steps += 1;
    };
    await world.talk();
    const [lost, found] = [await world.get('ada').say('lost'), await world.get('ada').say('found')];
    await ben.receive(found);
    const update = await stage.mls.proposeUpdate(ben.state, {}, { nowSeconds: now });
    ben.take(update);
    await world.deliver(update.message, ben);
    await world.commit(world.get('cleo'));
    await ben.receive(lost);
    await world.commit(ben, { adds: ['dora'] });
    const again = await stage.mls.proposeUpdate(ben.state, {}, { nowSeconds: now });
    ben.take(again);
    await world.commit(world.get('dora'), { wireFormat: 'public_message' });
    await world.commit(ben, { removes: [world.get('ada')] });
    await world.joinExternally('eve');
    await world.talk();
    expect(steps).toBeGreaterThan(15);
  });
});

async function pair() {
  const stage = await setStage();
  const world = await World.of(stage, ['ada', 'ben']);
  const [ada, ben] = [world.get('ada'), world.get('ben')];
  return { world, ada, ben, suite: ada.state.suite };
}

function derivable(suite: Suite, records: Records): Promise<ReadonlySet<string>> {
  return messageKeysFrom(suite, records, { leafCount: 2, generations: 3 });
}

/** What a message would do, with a copy of the member that is thrown away. */
async function peek(member: Member, message: Uint8Array): Promise<Processed> {
  const { state } = await member.stolen();
  return member.stage.mls.process(state, message, { nowSeconds: now });
}

/** The message's own key is the first that it spends. */
function keyOf(processed: Processed): string {
  if (processed.kind === 'removed') throw new Error('removed');
  return processed.spent[0]!.toHex();
}

async function load(member: Member, records: Records): Promise<Pick<Member, 'state'>> {
  return { state: await member.stage.mls.load(records) };
}

async function loadState(member: Member, records: Records): Promise<Member['state']> {
  return member.stage.mls.load(records);
}

function isErased(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}
