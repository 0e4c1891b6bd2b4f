/** Wiping a handset, and testing that it works. */
export const enWipe = {
  panic: 'Wipe this handset',
  panicExplain:
    'Everything of this handset is erased from this browser, keys first. It needs no network. Nobody can bring it back.',
  panicKeys: 'Escape three times opens this.',
  panicHold: 'Hold to wipe',
  panicCount: {
    one: 'I cannot hold: wipe in {count} second',
    other: 'I cannot hold: wipe in {count} seconds',
  },
  panicCounting: {
    one: 'Wiping in {count} second. Stop',
    other: 'Wiping in {count} seconds. Stop',
  },
  wiping: 'Wiping…',
  wipedTitle: 'Wiped',
  wipedExplain: 'The handset that was in this browser is gone.',
  wipedAgain: 'Begin again',
  wipeTest: 'Does the wipe work?',
  wipeTestExplain:
    'A throwaway handset is made beside yours, wiped as yours would be, and looked for. This happens every week by itself while Sotto is open.',
  wipeTestNow: 'Test it now',
  wipeTesting: 'Testing…',
  wipeTestPassed: 'It works. Tested on {date}.',
  wipeTestFailed: 'The wipe does not work here. Tested on {date}. Do not rely on it.',
  wipeOpens: 'A throwaway handset was made and opened',
  wipeFound: 'What it stored was found on the disk',
  wipeWiped: 'It was wiped',
  wipeRefused: 'Its passphrase opens nothing any more',
  wipeEmpty: 'The store gives nothing of it any more',
  wipeGone: 'Nothing of it is on the disk',
  wipePassed: 'Passed',
  wipeFailed: 'Failed.',
  wipeUnseen: 'A browser does not let us look',
  wipeSkipped: 'Not tried',
};
