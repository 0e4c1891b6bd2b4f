import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alarmPath, openAlarm, parseAlarm, signAlarm } from '@sotto/actlog';
import type { LogRules, WitnessAlarm } from '@sotto/actlog';
import { codeOf } from './codes.ts';
import { ed25519, noteKey } from './keys.ts';

const logKey = await noteKey('ed25519', 'log.example', 1);
const [one, two, stranger] = await Promise.all(
  [2, 3, 4].map((seed) => noteKey('cosignature', `w${seed}.example`, seed)),
);
const rules: LogRules = { logKey, witnesses: [one!, two!], quorum: 2 };
const nowSeconds = 1_800_000_000;
const options = { ed25519, nowSeconds };
const alarm: WitnessAlarm = {
  origin: 'log.example',
  witness: one!.name,
  atSeconds: nowSeconds,
  isRaised: true,
  texts: [
    { language: 'en', text: 'The log showed me two trees.' },
    { language: 'ar', text: 'أراني السجل شجرتين.' },
  ],
};
const signed = await signAlarm(alarm, one!.privateKey, ed25519);

describe('an alarm', () => {
  test('of a witness is taken, whoever brought it', async () => {
    expect(await openAlarm(signed, rules, options)).toEqual(alarm);
    expect(parseAlarm(signed)).toEqual(alarm);
  });

  test('of nobody, of another witness, or of the operators’ own log key is none', async () => {
    const by = async (change: Partial<WitnessAlarm>, key: Uint8Array) =>
      openAlarm(await signAlarm({ ...alarm, ...change }, key, ed25519), rules, options);
    expect(await by({}, two!.privateKey)).toBe('forged');
    expect(await by({}, logKey.privateKey)).toBe('forged');
    expect(await by({ witness: stranger!.name }, stranger!.privateKey)).toBe('stranger');
    expect(await by({ witness: logKey.name }, logKey.privateKey)).toBe('stranger');
    expect(await by({ origin: 'other.example' }, one!.privateKey)).toBe('otherLog');
    expect(await by({ witness: two!.name }, two!.privateKey)).toMatchObject({ isRaised: true });
  });

  test('of the future waits, so that no witness can hold its word for ever', async () => {
    const at = async (atSeconds: number) =>
      openAlarm(await signAlarm({ ...alarm, atSeconds }, one!.privateKey, ed25519), rules, options);
    expect(await at(nowSeconds + 300)).toMatchObject({ isRaised: true });
    expect(await at(nowSeconds + 301)).toBe('ahead');
  });

  test('with any bit turned is refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(signed.length * 8 - 1), async (bit) => {
        const changed = signed.with(bit >> 3, signed[bit >> 3]! ^ (1 << (bit & 7)));
        expect(typeof (await openAlarm(changed, rules, options))).toBe('string');
      }),
      { numRuns: 200 },
    );
  });

  test('of any content is refused with a code', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(codeOf(() => parseAlarm(bytes))).toMatch(/^ALARM_(MALFORMED|VERSION_UNSUPPORTED)$/);
      }),
    );
  });

  test('has texts that show all they hold, in 16 languages at most', async () => {
    const fault = async (texts: WitnessAlarm['texts']) => {
      const made = await signAlarm({ ...alarm, texts }, one!.privateKey, ed25519).catch(
        (error: { code: string }) => error.code,
      );
      return typeof made === 'string' ? made : 'none';
    };
    const languages = Array.from({ length: 17 }, (_, at) => `e${String.fromCharCode(97 + at)}`);
    const texts = languages.map((language) => ({ language, text: 'x'.repeat(2_048) }));
    expect(await fault(texts.slice(1))).toBe('none');
    expect(await fault(texts)).toBe('ALARM_MALFORMED');
    expect(await fault([])).toBe('ALARM_MALFORMED');
    expect(await fault([{ language: 'en', text: 'a\u202eb' }])).toBe('ALARM_MALFORMED');
  });
});

test('each witness has a place of its own for each log', () => {
  const paths = [
    alarmPath('log.example', 'w2.example'),
    alarmPath('log.example', 'w3.example'),
    alarmPath('log.example/2', 'w2.example'),
  ];
  expect(new Set(paths).size).toBe(3);
  for (const path of paths) expect(path).toMatch(/^alarm\/[0-9a-f]{64}$/);
});
