import { describe, expect, test } from 'vitest';
import { checkAll } from '../src/checks/all.ts';
import {
  endOf,
  endingWith,
  goodEnding,
  identityOf,
  people,
  said,
  shown,
  survivor,
  talk,
  idOf,
} from './endings.ts';
import type { Person } from './endings.ts';
import type { Ending, Survivor } from '../src/ending.ts';

/** The checks that object, each once. */
function objections(ending: Ending): readonly string[] {
  return [...new Set(checkAll(ending).map(({ check }) => check))];
}

const twoShown = [shown(1), shown(2, true)];

test('an ending in which all is well passes every check', () => {
  expect(checkAll(goodEnding())).toEqual([]);
});

describe('same-group rejects', () => {
  test.each([
    ['another epoch', endingWith('Ben', { inside: { ...endOf('Ben').inside!, epoch: '5' } })],
    [
      'another authenticator',
      endingWith('Ben', { inside: { ...endOf('Ben').inside!, authenticator: 'bb' } }),
    ],
    [
      'another inner roster',
      endingWith('Ben', { inside: { ...endOf('Ben').inside!, roster: [] } }),
    ],
    ['another roster', endingWith('Ben', { roster: [identityOf('Ben')] })],
    ['another name', endingWith('Cleo', { shared: 'g0 renamed' })],
    ['a member who does not know', endingWith('Cleo', { state: 'removed' })],
    ['a member who never came back', endingWith('Cleo', { state: 'joining' })],
    [
      'somebody who thinks to be in it',
      goodEnding({
        ends: people.map((who) => endOf(who, { roster: [identityOf('Ada'), identityOf('Ben')] })),
      }),
    ],
  ])('%s', (_what, ending) => {
    expect(objections(ending)).toContain('same-group');
  });
});

test('same-group lets somebody wait for help where nobody is left who could give it', () => {
  const states = ['joining', 'left', 'removed'] as const;
  const ends = people.map((who, at) => endOf(who, { state: states[at]! }));
  expect(objections(goodEnding({ ends }))).not.toContain('same-group');
});

describe('same-history', () => {
  test('rejects two orders, from the first message that differs', () => {
    const ending = endingWith('Ben', { messages: [shown(2, true), shown(1), shown(3)] });
    expect(
      checkAll(ending)
        .map(({ what }) => what)
        .join(),
    ).toContain('from message 0 on');
  });

  test.each([
    ['text', { body: { kind: 'text', text: '«1» other' } as const }],
    ['reactions', { reactions: [{ reaction: '👍', by: [identityOf('Ada')], mine: false }] }],
    ['edits', { editedAtMs: 5 }],
    ['pins', { pinned: true }],
  ])('rejects two %s of one message', (_what, changes) => {
    const messages = [shown(1, false, changes), shown(2, true), shown(3)];
    expect(objections(endingWith('Ben', { messages }))).toContain('same-history');
  });

  test('lets a reaction of somebody who is gone be with some, where it can have been lost; not one of others', () => {
    const by = (who: string) => [{ reaction: '👍', by: [identityOf(who)], mine: false }];
    const gone = [{ talk, who: identityOf('Cleo'), atMs: 3_000 }];
    const ending = (who: string, faults: Ending['faults']): Ending => ({
      ...endingWith(
        'Ben',
        { messages: [shown(1, false, { reactions: by(who) }), shown(2, true), shown(3)] },
        { ledger: { gone } },
      ),
      faults,
    });
    expect(objections(ending('Cleo', ['lose']))).not.toContain('same-history');
    expect(objections(ending('Ada', ['lose']))).toContain('same-history');
    expect(objections(ending('Cleo', []))).toContain('same-history');
  });

  test('lets what was done to a message be with some, where somebody was put back; not the order', () => {
    const survivors = people.map((who) =>
      survivor(who, who === 'Cleo' ? { restores: [{ keptAtMs: 9_000, atMs: 9_500 }] } : {}),
    );
    const messages = [shown(1, false, { pinned: true }), shown(2, true), shown(3)];
    expect(objections(endingWith('Ben', { messages }))).toEqual(['same-history']);
    expect(objections(endingWith('Ben', { messages }, { survivors }))).toEqual([]);
    const turned = { messages: messages.toReversed() };
    expect(objections(endingWith('Ben', turned, { survivors }))).toEqual(['same-history']);
  });

  test('lets somebody who came later, or went, have seen less of a message', () => {
    const messages = [
      shown(1, false, { reactions: [{ reaction: '👍', by: [], mine: false }] }),
      shown(2, true),
      shown(3),
    ];
    const gone = { ledger: { gone: [{ talk, who: identityOf('Ben'), atMs: 0 }] } };
    expect(objections(endingWith('Ben', { messages }, gone))).toEqual([]);
  });
});

describe('shown-once rejects', () => {
  test.each([
    ['one id twice', [...endOf('Ben').messages, shown(3)]],
    ['one text under two ids', [...endOf('Ben').messages, shown(3, false, { id: idOf(9) })]],
    ['what nobody said', [...endOf('Ben').messages, shown(7)]],
    [
      'what has no number',
      [
        ...endOf('Ben').messages,
        shown(3, false, { id: idOf(9), body: { kind: 'unknown', fallback: '' } }),
      ],
    ],
  ])('%s', (_what, messages) => {
    expect(objections(endingWith('Ben', { messages }))).toContain('shown-once');
  });
});

describe('nothing-lost', () => {
  test('rejects a message that a member does not have', () => {
    expect(objections(endingWith('Ben', { messages: twoShown }))).toContain('nothing-lost');
  });

  test('rejects a message that its own sender does not have', () => {
    const messages = [shown(1, true), shown(2)];
    expect(objections(endingWith('Ada', { messages }))).toContain('nothing-lost');
  });

  test.each(['queued', 'failed', 'uploading'] as const)('rejects one that is still %s', (state) => {
    const messages = [shown(1, true), shown(2), shown(3, true, { state })];
    expect(objections(endingWith('Ada', { messages }))).toContain('nothing-lost');
  });

  test('rejects the loss of what was sent just before its sender was removed', () => {
    const ends = [
      endOf('Ada', { state: 'removed', inside: undefined }),
      endOf('Ben', { messages: twoShown }),
      endOf('Cleo'),
    ] as const;
    const gone = [{ talk, who: identityOf('Ada'), atMs: 3_000 }];
    const ending = goodEnding({ ends, ledger: { gone } });
    expect(objections(ending)).toContain('nothing-lost');
    // What was never sent may be with nobody.
    const unsent = endOf('Ada', {
      state: 'removed',
      messages: [shown(1, true), shown(2), shown(3, true, { state: 'failed' })],
    });
    expect(
      objections(goodEnding({ ends: [unsent, ends[1], ends[2]], ledger: { gone } })),
    ).not.toContain('nothing-lost');
    // Nor what a relay lost whose sender cannot send it again.
    expect(objections({ ...ending, faults: ['lose'] })).not.toContain('nothing-lost');
    // Nor what was said on one side of a split, or came to somebody before they were put back.
    const someWith = (who: Person, changes: Partial<Survivor>) =>
      people.map((each) => survivor(each, each === who ? changes : {}));
    const split = someWith('Cleo', { forksHealed: 1 });
    expect(objections({ ...ending, survivors: split })).not.toContain('nothing-lost');
    const restores = [{ keptAtMs: 8_000, atMs: 9_000 }];
    const putBack = someWith('Ben', { restores });
    expect(objections({ ...ending, survivors: putBack })).not.toContain('nothing-lost');
    const another = someWith('Cleo', { restores });
    expect(objections({ ...ending, survivors: another })).toContain('nothing-lost');
  });

  test('lets a message have failed that was for nobody who is left', () => {
    const messages = [shown(1, true), shown(2), shown(3, true, { state: 'failed' })];
    const alone = { roster: [identityOf('Ada')], messages };
    const ends = [
      endOf('Ada', alone),
      endOf('Ben', { state: 'left', messages: twoShown }),
      endOf('Cleo', { state: 'removed', messages: twoShown }),
    ];
    expect(objections(goodEnding({ ends }))).not.toContain('nothing-lost');
    expect(objections(endingWith('Ada', { messages }))).toContain('nothing-lost');
  });

  test('lets a message be with nobody whose sender crashed before it was kept', () => {
    const { kept: _kept, ...tried } = said(3, 'Ada');
    const ends = people.map((who) => endOf(who, { messages: endOf(who).messages.slice(0, 2) }));
    const ledger = { said: [said(1, 'Ada'), said(2, 'Ben'), tried] };
    expect(objections(goodEnding({ ends, ledger }))).toEqual([]);
  });

  test('lets a message be with nobody, or be shown as deleted by some, that its author deleted; not be shown by some', () => {
    const without = people.map((who) => endOf(who, { messages: endOf(who).messages.slice(0, 2) }));
    const ledger = { deletions: [{ of: idOf(3), talk, by: 'Ada' }] };
    expect(objections(goodEnding({ ends: without, ledger }))).toEqual([]);
    expect(objections(goodEnding({ ends: without }))).toContain('nothing-lost');
    const some = endingWith('Ben', { messages: twoShown }, { ledger });
    expect(objections(some)).toContain('nothing-lost');
    const shownDeleted = people.map((who) => {
      const third = shown(3, who === 'Ada', { body: { kind: 'deleted' } });
      return endOf(who, { messages: who === 'Ben' ? twoShown : [shown(1), shown(2), third] });
    });
    expect(objections(goodEnding({ ends: shownDeleted, ledger }))).not.toContain('nothing-lost');
    // Whoever was out by then did not hear that it was deleted.
    const [ada, ben, cleo] = shownDeleted;
    const removed = endOf('Cleo', { state: 'removed', inside: undefined });
    expect(objections(goodEnding({ ends: [ada!, ben!, removed], ledger }))).not.toContain(
      'nothing-lost',
    );
    const inside = { ...cleo!, messages: endOf('Cleo').messages };
    expect(objections(goodEnding({ ends: [ada!, ben!, inside], ledger }))).toContain(
      'nothing-lost',
    );
  });

  test('lets a handset that was put back miss what came after the copy, and nothing before', () => {
    const put = (keptAtMs: number): Ending =>
      endingWith(
        'Ben',
        { messages: twoShown },
        {
          survivors: people.map((who) =>
            survivor(who, who === 'Ben' ? { restores: [{ keptAtMs, atMs: 9_000 }] } : {}),
          ),
        },
      );
    expect(objections(put(2_500))).toEqual([]);
    expect(objections(put(3_500))).toContain('nothing-lost');
  });
});

describe('edits-count', () => {
  const edited = shown(1, false, { body: { kind: 'text', text: '«8» edited' } });
  const all = people.map((who) => endOf(who, { messages: [edited, shown(2), shown(3)] }));
  const edits = [{ of: idOf(1), talk, by: 'Ada', number: 8 }];

  test('lets a message have a text that its author gave it', () => {
    expect(objections(goodEnding({ ends: all, ledger: { edits } }))).toEqual([]);
  });

  test('rejects a text that belongs to another message', () => {
    const ledger = { edits: [{ ...edits[0]!, of: idOf(2) }] };
    expect(objections(goodEnding({ ends: all, ledger }))).toContain('edits-count');
  });

  test('rejects a message that is deleted though nobody deleted it', () => {
    const deleted = people.map((who) =>
      endOf(who, {
        messages: [shown(1, who === 'Ada', { body: { kind: 'deleted' } }), shown(2), shown(3)],
      }),
    );
    expect(objections(goodEnding({ ends: deleted }))).toContain('edits-count');
  });

  test('rejects a message that its author deleted and another still shows', () => {
    const deletions = [{ of: idOf(1), talk, by: 'Ada' }];
    const messages = [shown(1, true, { body: { kind: 'deleted' } }), shown(2), shown(3, true)];
    expect(objections(endingWith('Ada', { messages }, { ledger: { deletions } }))).toContain(
      'edits-count',
    );
  });
});

describe('removed-read-nothing', () => {
  const rest = [identityOf('Ada'), identityOf('Ben')];
  const gone = [{ talk, who: identityOf('Cleo'), atMs: 2_000 }];
  const sightings = [{ talk, by: 'Ada', atMs: 500, roster: people.map(identityOf) }];
  const after = said(3, 'Ada', { roster: rest });
  const ends = (last: boolean) =>
    [
      endOf('Ada', { roster: rest, inside: undefined }),
      endOf('Ben', { roster: rest, inside: undefined }),
      endOf('Cleo', {
        state: 'removed',
        inside: undefined,
        messages: endOf('Cleo').messages.slice(0, last ? 3 : 2),
      }),
    ] as const;
  const ledger = { gone, sightings, said: [said(1, 'Ada'), said(2, 'Ben'), after] };

  test('lets the removed keep what they had', () => {
    expect(objections(goodEnding({ ends: ends(false), ledger }))).toEqual([]);
  });

  test('rejects what was sent afterwards, shown', () => {
    expect(objections(goodEnding({ ends: ends(true), ledger }))).toEqual(['removed-read-nothing']);
  });

  test('rejects what was sent afterwards, opened and not shown', () => {
    const opened = new Map([['Cleo', new Set([1, 2, 3])]]);
    expect(objections(goodEnding({ ends: ends(false), ledger, opened }))).toEqual([
      'removed-read-nothing',
    ]);
  });

  test('says nothing where somebody was added again, or a relay may have split the group', () => {
    const added = [...goodEnding().ledger.added, { talk, who: identityOf('Cleo'), atMs: 2_500 }];
    expect(objections(goodEnding({ ends: ends(true), ledger: { ...ledger, added } }))).toEqual([]);
    const faults = ['register-split'] as const;
    expect(objections(goodEnding({ ends: ends(true), ledger, faults }))).toEqual([]);
  });
});

test('nothing-missing rejects what is waited for or given up, unless a fault allows it', () => {
  for (const changes of [{ missing: 1 }, { lost: 1 }]) {
    const survivors = people.map((who) => survivor(who, who === 'Ben' ? changes : {}));
    expect(objections(goodEnding({ survivors }))).toEqual(['nothing-missing']);
    expect(objections(goodEnding({ survivors, faults: ['lose'] }))).toEqual([]);
  }
});

test('pictures-right rejects a wrong picture, and an absent one unless its relay may have lost it', () => {
  const faults = ['relay-gone'] as const;
  const wrong = endingWith('Ben', { wrongPictures: [1] });
  const absent = endingWith('Ben', { absentPictures: [{ number: 1, code: 'PICTURE_GONE' }] });
  expect(objections(wrong)).toEqual(['pictures-right']);
  expect(objections({ ...wrong, faults })).toEqual(['pictures-right']);
  expect(objections(absent)).toEqual(['pictures-right']);
  expect(objections({ ...absent, faults })).toEqual([]);
});

test('keys-once and no-surprise reject what they are told of', () => {
  expect(objections(goodEnding({ keysUsedTwice: ['twice'] }))).toEqual(['keys-once']);
  expect(objections(goodEnding({ ledger: { surprises: ['why'] } }))).toEqual(['no-surprise']);
});
