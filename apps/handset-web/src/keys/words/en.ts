/** About the passphrase and what it opens. Loaded with its screen. */
export const enKeys = {
  keysTitle: 'Passphrase',
  current: 'Passphrase now',
  change: 'Change the passphrase',
  changeExplain:
    'Messages and pictures stay as they are. The old passphrase opens nothing any more.',
  next: 'New passphrase',
  changing: 'Changing…',
  changed: 'The passphrase was changed.',

  duress: 'If somebody makes you open it',
  duressWhat:
    'You can have a second passphrase. Typed in place of yours, it opens a made-up handset that looks like one in use, and your own can never be opened again: not by them, and not by you.',
  duressLook:
    'It takes as long, and the storage looks the same. Nothing tells that there was another handset, unless somebody copied the storage before.',
  duressCare: 'Do not type it to try it out. Look at the made-up handset below instead.',
  duressIs: 'A second passphrase is set.',
  duressIsNot: 'No second passphrase is set.',
  duressNew: 'Second passphrase',
  duressSet: 'Set the second passphrase',
  duressSetting: 'Setting…',
  duressWasSet: 'The second passphrase is set. Keep it in mind; it is not written anywhere.',
  duressRemove: 'Take it away',
  duressRemoved: 'There is no second passphrase any more.',

  cover: 'The made-up handset',
  coverExplain:
    'It is there whether you have a second passphrase or not. Open it now and then, rename people, write notes: what you know best looks most real. Nothing of yours is touched. Lock it to come back.',
  coverOpen: 'Open it',
  coverOpening: 'Opening…',
  coverRenew: 'Make another one',
  coverRenewing: 'Making…',
  coverRenewed: 'There is another made-up handset now.',
  coverVisiting: 'This is the made-up handset. Lock it to come back to yours.',

  tries: 'Wrong passphrases',
  triesExplain:
    'After three wrong ones each further try waits, longer and longer. The last one erases everything on this device.',
  triesMost: 'Erase everything at wrong try',
  triesNumber: 'number {count}',
  triesNever: 'never',
  triesSet: 'Save',
  triesSaving: 'Saving…',
  triesSaved: 'Saved.',
  triesCost: 'One guess costs {mebibytes} MB of memory and {passes} passes on any machine.',

  bind: 'Bind to this device',
  bindExplain:
    'Opening then takes your passphrase and this device’s own lock (fingerprint, face or PIN). A copy of this browser’s data on another machine is not enough, even with the passphrase.',
  bindCare:
    'When this device or its lock is reset, the handset is lost. Have another device or a backup first.',
  bound: 'It is bound to this device.',
  bindNow: 'Bind it',
  binding: 'Asking the device…',
  wasBound: 'The handset opens on this device alone now.',
  bindUnsupported: 'This device keeps no key for that. Nothing was changed.',
  unbind: 'Unbind it',
  wasUnbound: 'The passphrase alone opens it again.',
};
