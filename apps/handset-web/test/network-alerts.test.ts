import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { alertsOf, keyOf, loudness, unreadGrave } from '../src/network/alerts.ts';
import { directionOf, textFor } from '../src/network/local-text.ts';
import { chosenLanguage, loadLanguage } from '../src/strings/language.ts';
import { aFreeze, aNetwork, anAlarm, aNotice } from './fake/fake-network.ts';

afterEach(() => {
  chosenLanguage.value = '';
});

const silent = { step: 'silent', sinceMs: 0 } as const;

describe('what stands above every screen', () => {
  test('is nothing when all is well, or no network is known', () => {
    expect(alertsOf(aNetwork())).toEqual([]);
    expect(alertsOf({ state: 'none' })).toEqual([]);
    expect(alertsOf({ state: 'waiting', charterHash: '' })).toEqual([]);
  });

  test('is in the order of what may come to harm', () => {
    const network = aNetwork({
      notices: [aNotice('advice'), aNotice('destroyKeys'), aNotice('stopSending')],
      freeze: aFreeze('noSending'),
      evidence: 1,
      alarms: [anAlarm({ witness: 'w', raisedAtMs: 7 })],
      operatorPulse: silent,
      moving: { from: [], doneConversations: 0, totalConversations: 1 },
    });
    expect(
      alertsOf(network)
        .map(keyOf)
        .map((key) => key.replace(/\d+$/, '')),
    ).toEqual([
      ...[
        'notice-',
        'notice-',
        'freeze-',
        'lied',
        'alarm-w-',
        'silence-operators-silent',
        'notice-',
      ],
      'moving',
    ]);
    expect(alertsOf(network).map(loudness)).toEqual([5, 4, 4, 4, 4, 3, 1, 0]);
  });

  test('holds grave notices also when they were read, and the others until then', () => {
    const grades = ['advice', 'update', 'stopSending', 'move', 'destroyKeys'] as const;
    const notices = grades.map((grade) => aNotice(grade, { isSeen: true }));
    const kept = alertsOf(aNetwork({ notices }));
    expect(kept.map((one) => one.kind === 'notice' && one.notice.grade)).toEqual([
      ...['destroyKeys', 'stopSending', 'move'],
    ]);
    expect(unreadGrave(aNetwork({ notices }))).toEqual([]);
    const unread = grades.map((grade) => aNotice(grade));
    expect(unreadGrave(aNetwork({ notices: unread }))).toEqual(unread.slice(2));
  });
});

describe('the operators’ words', () => {
  beforeAll(async () => {
    chosenLanguage.value = 'ar';
    await loadLanguage();
  });

  const texts = [
    { language: 'fr', text: 'bonjour' },
    { language: 'en', text: 'hello' },
    { language: 'ar', text: 'مرحبا' },
  ];

  test('are shown in the reader’s language, with its direction', () => {
    chosenLanguage.value = 'ar';
    expect(textFor(texts)).toEqual({ language: 'ar', text: 'مرحبا', direction: 'rtl' });
  });

  test('are shown in English when there are none in the reader’s, and the language is named', () => {
    chosenLanguage.value = 'ar';
    const shown = textFor(texts.slice(0, 2));
    expect(shown).toMatchObject({ text: 'hello', direction: 'ltr' });
    expect(shown.foreign).toBe(new Intl.DisplayNames('ar', { type: 'language' }).of('en'));
  });

  test('are the first that there are when nothing else fits', () => {
    expect(textFor([{ language: 'sw', text: 'habari' }])).toMatchObject({ text: 'habari' });
  });

  test('keep a region apart from another when the very one is there', () => {
    chosenLanguage.value = 'pt-BR';
    const portuguese = [
      { language: 'pt', text: 'autocarro' },
      { language: 'pt-BR', text: 'ônibus' },
    ];
    expect(textFor(portuguese).text).toBe('ônibus');
    expect(textFor(portuguese.slice(0, 1)).text).toBe('autocarro');
  });

  test('are always one of the texts that were signed, whatever tags these have', () => {
    const tag = fc.stringMatching(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/);
    const signed = fc.array(fc.record({ language: tag, text: fc.string() }), { minLength: 1 });
    fc.assert(
      fc.property(signed, (all) => {
        const { language, text } = textFor(all);
        expect(all).toContainEqual({ language, text });
      }),
    );
  });

  test('run from right to left in the languages that do', () => {
    const rtl = ['ar', 'he', 'fa', 'ur', 'dv', 'ckb', 'az-Arab', 'ku-Arab'];
    const ltr = ['en', 'de', 'ru', 'tr', 'az', 'ja', 'ku'];
    expect(rtl.map(directionOf)).toEqual(rtl.map(() => 'rtl'));
    expect(ltr.map(directionOf)).toEqual(ltr.map(() => 'ltr'));
    expect(directionOf('zzz-123456789')).toBe('auto');
  });
});
