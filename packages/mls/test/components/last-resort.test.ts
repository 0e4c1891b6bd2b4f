import { describe, expect, it } from 'vitest';
import {
  componentIds,
  extensionTypes,
  isLastResort,
  lastResortExtensions,
  withComponent,
} from '../../src/index.ts';
import { expectRefused } from '../evil/refused.ts';
import type { Stage } from '../group/stage.ts';
import { createKeyPackage, now, setStage } from '../group/stage.ts';
import { World } from '../group/world.ts';

const capabilities = { extensions: [extensionTypes.appDataDictionary] };

describe('a KeyPackage of last resort', () => {
  it('is marked in its extensions, where everybody sees it', async () => {
    const stage = await setStage();
    const marked = await createLastResort(stage, 'ben');
    const plain = await createKeyPackage(stage, 'ben');
    expect(marked.keyPackage.extensions).toEqual([
      { extensionType: 6, data: Uint8Array.of(3, 0, 4, 0) },
    ]);
    const parsed = stage.mls.parse(marked.message);
    expect(parsed.wireFormat === 'key_package' && isLastResort(parsed.keyPackage)).toBe(true);
    expect(isLastResort(plain.keyPackage)).toBe(false);
  });

  it('keeps the other extensions and components that it has', () => {
    const other = { extensionType: 0xf123, data: Uint8Array.of(1) };
    const extensions = lastResortExtensions(withComponent([other], 0x8000, Uint8Array.of(2)));
    expect(extensions).toContainEqual(other);
    expect(isLastResort({ extensions })).toBe(true);
    const without = withComponent(extensions, componentIds.lastResortKeyPackage, undefined);
    expect(isLastResort({ extensions: without })).toBe(false);
    expect(without).toEqual(withComponent([other], 0x8000, Uint8Array.of(2)));
  });

  it('has nothing in its mark', async () => {
    const id = componentIds.lastResortKeyPackage;
    const extensions = withComponent([], id, Uint8Array.of(1));
    await expectRefused('MLS_MALFORMED', () => isLastResort({ extensions }));
  });

  it('needs a client that lists the extension in its capabilities', async () => {
    const stage = await setStage();
    await expectRefused('MLS_EXTENSION_UNSUPPORTED', () =>
      createKeyPackage(stage, 'ben', { extensions: lastResortExtensions() }),
    );
  });

  it('brings its client into more than one group, and each group has its keys for itself', async () => {
    const stage = await setStage();
    const own = await createLastResort(stage, 'ben');
    const worlds = [];
    for (const founder of ['ada', 'cleo']) {
      const world = await World.of(stage, [founder]);
      const by = world.get(founder);
      const committed = await stage.mls.commit(by.state, {
        proposals: [{ proposalType: 'add', keyPackage: own.keyPackage }],
        nowSeconds: now,
      });
      by.take(committed);
      by.take(committed.accepted);
      await world.join('ben', committed.welcome!, own);
      world.agree();
      // New keys at once: whoever has those of the KeyPackage reads nothing more.
      await world.commit(world.get('ben'));
      worlds.push(world);
    }
    for (const world of worlds) await world.talk();
  });

  it('is the only kind that is used twice: another one is spent by its first Welcome', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada']);
    const own = await createKeyPackage(stage, 'ben');
    const ada = world.get('ada');
    const committed = await stage.mls.commit(ada.state, {
      proposals: [{ proposalType: 'add', keyPackage: own.keyPackage }],
      nowSeconds: now,
    });
    await world.join('ben', committed.welcome!, own);
    expect(own.initPrivateKey.every((byte) => byte === 0)).toBe(true);
    await expectRefused('MLS_WELCOME_SECRETS', () => world.join('ben', committed.welcome!, own));
  });
});

function createLastResort(stage: Stage, name: string) {
  return createKeyPackage(stage, name, { capabilities, extensions: lastResortExtensions() });
}
