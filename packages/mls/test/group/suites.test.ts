import { describe, expect, it } from 'vitest';
import { knownCipherSuites } from '../../src/index.ts';
import { now, setStage } from './stage.ts';
import { World } from './world.ts';

describe.for(knownCipherSuites)('with $name', ({ id }) => {
  it('a group lives through everything that groups do', async () => {
    const stage = await setStage({ suite: id });
    const world = await World.of(stage, ['ada', 'ben', 'cleo']);
    await world.talk();
    await world.commit(world.get('ben'));
    await world.commit(world.get('cleo'), {
      adds: ['dora', 'eve'],
      welcome: { ratchetTree: false },
    });
    await world.talk();
    const dora = world.get('dora');
    const update = await stage.mls.proposeUpdate(dora.state, {}, { nowSeconds: now });
    dora.take(update);
    await world.deliver(update.message, dora);
    await world.commit(world.get('ada'), {
      removes: [world.get('ben')],
      wireFormat: 'public_message',
    });
    await world.joinExternally('finn');
    for (const member of world.members) await member.reload();
    await world.talk();
    await world.commit(world.get('finn'));
    await world.joinExternally('eve', { replaces: world.get('eve').leafIndex });
    await world.talk();
    expect(world.members.map(({ name }) => name).sort()).toEqual([
      'ada',
      'cleo',
      'dora',
      'eve',
      'finn',
    ]);
  });
});
