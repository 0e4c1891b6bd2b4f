/** Notes and pictures under a passphrase of their own. */
export const enLocker = {
  locker: 'Locker',
  lockerShort: 'Notes and pictures that stay closed while the handset is open.',
  lockerMake: 'Make a locker',
  lockerExplain:
    'It keeps notes and pictures under a passphrase of its own, on this device alone. Choose another passphrase than that of the handset. Whoever forgets it loses what is inside.',
  lockerLocked: 'The locker is locked',
  lockerLockedExplain: 'It locks by itself after five minutes, and when you look away.',
  lockerOpen: 'Open the locker',
  lockerOpening: 'Opening…',
  lockerWrong: 'This is not the passphrase of the locker.',
  lockerOpenHint:
    'The locker is open. It locks by itself after five minutes, and when you look away.',
  lockerLock: 'Lock it now',
  lockerNotes: 'Notes in the locker',
  lockerNoNotes: 'There is no note yet.',
  lockerNote: 'Note',
  lockerNewNote: 'New note',
  lockerUntitled: 'Without a title',
  lockerTitle: 'Title',
  lockerText: 'Text',
  lockerSave: 'Save',
  lockerRemoveNote: 'Delete this note',
  lockerRemoveSure: 'It is erased from this device, and was nowhere else.',
  lockerRemoved: 'Erased',
  lockerPictures: 'Pictures in the locker',
  lockerNoPictures: 'There is no picture yet.',
  lockerAddPictures: 'Add pictures',
  lockerPicturesHint:
    'A picture is stored here without the place and time that a camera writes into it. The file that you chose stays where it was: delete it there yourself.',
  lockerRemovePicture: 'Delete this picture',
  lockerClose: 'Close',
  lockerDestroy: 'Destroy the locker',
  lockerDestroyExplain:
    'For when its passphrase is lost, or nothing in it is to be found any more.',
  lockerDestroySure: 'Everything in the locker is destroyed. There is no way back.',
  lockerDestroyed: 'The locker was destroyed',
};
