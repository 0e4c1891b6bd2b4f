/** Locking, and what a locked handset shows. */
export const enLock = {
  lockTitle: 'Lock',
  lockExplain:
    'The lock on every screen, or Ctrl or Command with Shift and L, locks at once. Keys, pictures, drafts and what was found leave the memory of this page.',
  lockHidden: 'Lock when out of sight for',
  lockHiddenNever: 'Never; only cover the page',
  lockHiddenNow: 'At once',
  lockCollect: 'Go on receiving while locked',
  lockCollectExplain:
    'What comes is kept sealed and opened when you unlock. For this the keys to your mailboxes stay in memory: whoever takes this device while it is locked and reads its memory could fetch what comes for you, still sealed, and keep it from you. They cannot read it.',
  lockCollected: {
    one: '{count} sealed envelope has come. What is in it shows when you unlock.',
    other: '{count} sealed envelopes have come. What is in them shows when you unlock.',
  },
};
