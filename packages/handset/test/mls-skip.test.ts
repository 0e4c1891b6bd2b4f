import { describe, expect, it, vi } from 'vitest';
import { decodeSaved } from '../src/mls/saved-group.ts';
import type { MlsGroup } from '../src/mls/seam.ts';
import { makePair, opened, read, sealedMessages } from './mls-fixture.ts';

function keptBy(group: MlsGroup): readonly number[] {
  return Object.keys(decodeSaved(group.save()).secretTree[0]!.application.unusedGenerations).map(
    Number,
  );
}

const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

describe('a member who skips', () => {
  it('makes the other keep the newest 256 skipped keys, whether skipped at once or one by one', async () => {
    const { alice, bob } = await makePair();
    const { messages } = await sealedMessages(alice, 700);
    const atOnce = (await opened(bob, messages[400]!)).group;
    expect(keptBy(atOnce)).toEqual(range(144, 400));
    const byAndBy = (await opened((await opened(bob, messages[100]!)).group, messages[400]!)).group;
    expect(keptBy(byAndBy)).toEqual(range(144, 400));
    const further = (await opened(atOnce, messages[405]!)).group;
    expect(keptBy(further)).toEqual([...range(148, 400), ...range(401, 405)]);
    const late = await opened(further, messages[150]!);
    expect(read(late.plaintext)).toBe('message 150');
    expect(await late.group.decrypt(messages[150]!)).toEqual({ kind: 'replayed' });
    expect(await further.decrypt(messages[147]!)).toEqual({ kind: 'replayed' });
  });

  it('does not make the other go through all kept keys at every step', async () => {
    const { alice, bob } = await makePair();
    const { messages } = await sealedMessages(alice, 1_500);
    const group = (await opened(bob, messages[600]!)).group;
    const keys = vi.spyOn(Object, 'keys');
    await opened(group, messages[1_499]!);
    const walks = keys.mock.calls.filter(([value]) => Object.values(value).length >= 256).length;
    keys.mockRestore();
    expect(walks).toBeLessThan(10);
  });
});
