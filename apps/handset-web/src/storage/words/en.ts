/** Checking what lies on the disk. */
export const enStorage = {
  storage: 'Check storage',
  storageExplain:
    'Looks through everything that this handset stored here: whether each part is there, and is what was written last. It does so by itself once a day.',
  storageCheck: 'Check now',
  storageChecking: 'Checking…',
  storageProgress: 'Looked at {done} of {total}',
  storageWell: 'All is as it was written. Records: {count}.',
  storageNotWell: 'Something is not as it was written.',
  storageLast: 'Last checked: {date}',
  storageTampered: 'Somebody changed the storage of this handset',
  storageWhatToDo:
    'Parts were taken away, put back or exchanged while this handset did not look. Think who had this device, or a copy of its disk. If it may have been somebody who means you harm, wipe this handset and begin anew on a device that they had no part in.',
  storageKeys: 'Keys, found on {date}: all conversations renewed theirs, and none is used twice.',
  storageKeysOf: 'Keys of “{name}”, found on {date}: all conversations renewed theirs.',
  storageContent: 'What is shown, found on {date}: search, pictures or what waits to be sent.',
  storageContentOf:
    'Messages or pictures of “{name}”, found on {date}: some may be missing or old.',
  storageKnow: 'I know of it',
};
