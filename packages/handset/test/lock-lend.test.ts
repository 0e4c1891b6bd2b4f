import { describe, expect, test } from 'vitest';
import { lend } from '../src/lock/lend.ts';

describe('what was lent', () => {
  const real = () => ({
    name: 'Ada',
    add: async (a: number, b: number) => a + b,
    nudge: () => 'nudged',
    group: { size: async () => 2, stop: () => 'stopped', title: 'group' },
  });

  test('answers as the real one, until it has ended', async () => {
    const { face } = lend(real(), {});
    expect(await face.add(1, 2)).toBe(3);
    expect(face.nudge()).toBe('nudged');
    expect(await face.group.size()).toBe(2);
    expect([face.name, face.group.title]).toEqual(['Ada', 'group']);
  });

  test('rejects with HANDSET_LOCKED afterwards, also what was taken out of it before', async () => {
    const { face, end } = lend(real(), { nudge: () => 'locked', group: { stop: () => 'locked' } });
    const { add, group } = face;
    end();
    for (const call of [add(1, 2), face.add(1, 2), group.size(), face.group.size()])
      await expect(call).rejects.toMatchObject({ code: 'HANDSET_LOCKED' });
    expect([face.nudge(), group.stop()]).toEqual(['locked', 'locked']);
    expect(face.name).toBe('Ada');
  });
});
