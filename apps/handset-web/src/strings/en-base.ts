/** Doors, the list, invites, settings and errors. `{name}` is filled in; an object holds plural forms. */
export const enBase = {
  appName: 'Sotto',
  loading: 'Opening…',

  createTitle: 'Make your handset',
  createIntro:
    'Your messages stay on this device, locked with a passphrase that only you know. There is no account and no reset.',
  createInvited: '{name} invites you to talk in private.',
  createInvitedNoName: 'You were invited to talk in private.',
  yourName: 'Your name',
  yourNameHint: 'Shown to people you invite. They can call you something else.',
  passphrase: 'Passphrase',
  passphraseHint: 'At least 8 characters. Four random words are better than one clever word.',
  showPassphrase: 'Show',
  hidePassphrase: 'Hide',
  create: 'Make handset',
  creating: 'Making your keys…',

  unlockTitle: 'Locked',
  unlock: 'Unlock',
  unlocking: 'Unlocking…',
  forgot: 'Forgot the passphrase?',
  forgotExplain:
    'Nobody can recover it. You can erase this handset and begin again; its messages are then gone.',
  erase: 'Erase this handset',
  eraseSure: 'Erase everything on this handset? This cannot be undone.',
  eraseYes: 'Erase everything',
  cancel: 'Cancel',

  occupiedTitle: 'Open in another window',
  occupiedExplain:
    'This handset is in use in another window of this browser. Close it there, or use a second handset here.',
  tryAgain: 'Try again',
  secondHandset: 'Use a second handset here',

  conversations: 'Conversations',
  noConversations: 'No conversations yet',
  noConversationsExplain: 'Invite somebody with a link, or open a link that you were sent.',
  greeterTitle: '{name} is here to try things out',
  greeterExplain: '{name} is a program on this relay that answers what you send.',
  greeterAction: 'Say hello to {name}',
  addContact: 'Add contact',
  settings: 'Settings',
  lock: 'Lock',
  back: 'Back',
  close: 'Close',
  unread: { one: '{count} unread message', other: '{count} unread messages' },
  pictureWord: 'Picture',
  unknownWord: 'A message that this version cannot show',

  online: 'Connected',
  connecting: 'Connecting…',
  offline: 'Offline. Messages wait here and go out by themselves.',
  reconnect: 'Try now',

  inviteTitle: 'Add a contact',
  inviteOne: 'Invite somebody',
  inviteExplain:
    'Make a link for one person. Send it over a channel that you trust: whoever opens it first becomes your contact.',
  inviteLabel: 'Whom is it for? (only you see this)',
  inviteMake: 'Make a link',
  inviteMaking: 'Making a link…',
  inviteReady: 'One person can use this link until {date}.',
  inviteCopy: 'Copy link',
  inviteCopied: 'Copied',
  inviteShare: 'Share…',
  inviteRemove: 'Withdraw',
  inviteRemoved: 'The link no longer works.',
  inviteOpenLinks: 'Links waiting to be used',
  inviteQr: 'QR code of the invite link',
  inviteNoLabel: 'Without a note',
  haveLink: 'I have a link',
  inviteScan: 'Scan a link',
  pasteLink: 'Invite link',
  pasteExplain: 'Paste a link that starts with https and has /i# in it.',
  accept: 'Open conversation',
  accepting: 'Opening the conversation…',

  message: 'Message',
  messagesWith: 'Messages with {name}',
  messageTo: 'Message to {name}',
  send: 'Send',
  caption: 'Caption (optional)',
  sendPicture: 'Send picture',
  picturePreview: 'The picture that will be sent',
  removePicture: 'Remove picture',
  preparing: 'Preparing the picture…',
  uploading: 'Sending the picture: {percent} %',
  downloading: 'Loading the picture: {percent} %',
  openPicture: 'Open picture',
  openPictureCaption: 'Open picture: {caption}',
  loadPicture: 'Load picture',
  picture: 'Picture',
  savePicture: 'Save',
  empty: 'Nothing here yet. What you write is readable only on your two devices.',
  older: 'Loading older messages…',
  newMessages: 'Newest messages',
  today: 'Today',
  yesterday: 'Yesterday',
  said: '{name} wrote',
  youSaid: 'You wrote',

  stateQueued: 'Waiting to be sent',
  stateUploading: 'Sending',
  stateRelayed: 'Sent',
  stateDelivered: 'Delivered',
  stateRead: 'Read',
  stateFailed: 'Not sent',
  retry: 'Try again',

  contact: 'Contact',
  contactDetails: 'About {name}',
  name: 'Name',
  nameHint: 'Only you see the name you give here.',
  save: 'Save',
  saved: 'Saved',
  safetyNumber: 'Safety number',
  safetyExplain:
    'Compare this number with {name} in person or on a call. If it is the same on both screens, nobody sits in between.',
  safetyQr: 'QR code of the safety number',
  safetyScan: 'Scan their code',
  safetyScanned: 'This is {name}’s code. They are verified now.',
  safetyScannedOther:
    'This is not {name}’s code for you. Scan the one that their handset shows under your name. If it is that one, somebody may be between you.',
  safetyMatch: 'The numbers are the same',
  safetyUnmatch: 'Take that back',
  verifiedCompared: 'Verified: you compared the safety number',
  verifiedInvite: 'Known by their invite link',
  verifiedNone: 'Not verified yet',

  language: 'Language',
  languageSystem: 'As on this device',
  readReceipts: 'Tell people when I have read their messages',
  lockAfter: 'Lock when not used for',
  lockMinutes: { one: '{count} minute', other: '{count} minutes' },
  lockNever: 'Never',
  status: 'State of this handset',
  statusQueued: 'Waiting to be sent',
  statusStored: 'Stored here',
  statusWeb:
    'This is a web handset: it trusts the relay that serves it. For more, use the command line.',
  statusPersist:
    'The browser may delete this handset when space is short. Install it, or allow storage, to prevent that.',
  megabytes: '{count} MB',

  clockSkew:
    'The clock of this device differs from the relay’s by about {hours} h. Set it right: times and expiry depend on it.',
  dropped: 'A message could not be opened and was refused. Nothing else is affected.',

  errorUnknown: 'Something went wrong ({code}). Nothing was lost; try again.',
  errors: {
    PASSPHRASE_WRONG: 'That is not the passphrase. Check capitals and try again.',
    PASSPHRASE_TOO_SHORT: 'The passphrase needs at least 8 characters.',
    LINK_UNREACHABLE: 'The relay cannot be reached. Check your connection and try again.',
    LINK_CLOSED: 'The connection broke off. Try again.',
    LINK_REFUSED: 'The relay refuses connections for the moment. Wait a little and try again.',
    RELAY_REFUSED: 'The relay refused. Wait a little and try again, or ask who runs it.',
    CREDIT_INVALID:
      'This relay admits only people whom its operator invited. Open the link that you were given, or ask whoever runs it.',
    CREDIT_EXPIRED:
      'This invite to the relay has expired. Ask whoever runs the relay for a new one.',
    CREDIT_SPENT:
      'Your invite to the relay is used up. Withdraw links that nobody used, or ask whoever runs the relay for another invite.',
    CREDIT_TAKEN:
      'Another handset used this invite to the relay already. If that was not you, tell whoever gave it to you, and ask for a new one.',
    CREDIT_REVOKED:
      'Whoever runs this relay took your invite back, so it keeps nothing for you any more. Ask them, or use another relay.',
    RELAY_INVITE_MALFORMED:
      'A part of this link to the relay is missing. Copy the whole link and open it again.',
    RELAY_INVITE_VERSION_UNSUPPORTED:
      'This invite to a relay was made by a newer Sotto. Update, then open it again.',
    RELAYS_INVALID: 'A handset can have four relays. Leave one of them first.',
    NETWORK_PINNED: 'This invite is of another network than yours. Use it for a second handset.',
    RELAY_URL_MALFORMED: 'This is no address of a relay. It begins with https:// and has no path.',
    INVITE_MALFORMED: 'This is no invite link, or a part of it is missing. Copy the whole link.',
    INVITE_VERSION_UNSUPPORTED:
      'This invite was made by a newer Sotto. Update, then open it again.',
    INVITE_EXPIRED: 'This invite has expired. Ask for a new one.',
    INVITE_USED:
      'This invite was used already. If that was not you, tell the person who sent it, and ask for a new one.',
    INVITE_OWN: 'This is your own invite. Send it to somebody else.',
    INVITE_UNKNOWN:
      'The relay does not know this invite: it was withdrawn, or it is too old. Ask for a new one.',
    INVITE_FORGED:
      'This invite is not genuine: somebody changed it on the way. Do not use it, and tell the person who sent it.',
    INVITE_RELAY_LOCAL:
      'This invite leads to a relay on this very device, so it cannot be used here. Ask for one from a relay that others can reach.',
    TEXT_EMPTY: 'There is nothing to send yet.',
    TEXT_TOO_LONG: 'This text is too long for one message. Send it in parts.',
    PICTURE_REFUSED: 'This picture cannot be sent.',
    PICTURE_GONE: 'The picture has expired at the relay. Ask for it to be sent again.',
    PICTURE_BROKEN:
      'The picture is not what was sent, so it is not shown. Ask for it to be sent again.',
    STORAGE_FULL:
      'This device has no room left. Free some space and try again; what you wrote is still here.',
    VAULT_BROKEN:
      'The stored data is damaged. Nothing was changed. Restore the browser’s data if you have a copy.',
    VAULT_NEWER: 'This handset was used with a newer version. Update, then open it again.',
    VAULT_OLDER:
      'An earlier version of Sotto made this handset, and this version cannot read it. Erase it, make a new one, and meet your contacts anew by invites.',
    PICTURES_UNAVAILABLE:
      'This browser is set to disturb pictures (protection against fingerprinting), so none could be sent or shown unharmed. Allow canvas for this site and try again.',
    RELAY_TIMEOUT: 'The relay does not answer. Check your connection and try again.',
    RELAY_MISBEHAVES:
      'The relay answers in a way that makes no sense. Try again later, or tell who runs it.',
    MAILBOX_REPLACED:
      'Another copy of this handset receives your messages. Use one copy only: if you did not make another, tell your contacts and begin a new handset.',
    INVITES_TOO_MANY:
      'Too many links are waiting to be used. Withdraw some that you no longer need.',
    SUGGESTED_NAME_INVALID: 'This name cannot be shown. Use letters, figures and spaces.',
    NAME_TOO_LONG: 'This name is too long. Use at most 64 characters.',
    PASSPHRASE_TOO_LONG: 'This passphrase is too long.',
    PASSPHRASES_EQUAL: 'The two passphrases have to be different.',
    DEVICE_SECRET_MISSING:
      'This handset opens with this device’s own lock as well. Confirm it when the device asks.',
    HANDSET_UNLOADED:
      'A part of Sotto could not be loaded. Check your connection and open this page again. Your passphrase was not tried.',
    VAULT_WIPED: 'That was the last wrong try. Everything was erased.',
    CRYPTO_UNSUPPORTED:
      'This browser is too old to keep your messages safe. Update it, then open Sotto again.',
    RECORDS_FULL:
      'This device has no room left. Free some space and try again; what you wrote is still here.',
    WIPE_NOT_ALLOWED: 'This device cannot be wiped from here any more.',
    WIPE_INCOMPLETE:
      'Something that this browser kept beside the handset could not be removed. It is tried again when Sotto is opened.',
    VAULT_TAMPERED:
      'Somebody changed the storage of this handset. Settings tells what, and what to do.',
    WIPE_TEST_FAILED: 'The wipe does not work here. Settings tells what failed.',
    RECORDS_BROKEN: 'The browser’s storage failed. Close other windows and try again.',
    MAILBOX_GONE: 'The other handset no longer receives here.',
    GROUP_NOT_ALLOWED: 'Only admins of this group can do that.',
    GROUP_NAME_EMPTY: 'The group needs a name.',
    GROUP_FULL: 'This group has as many members as a group can have.',
    GROUP_BUSY:
      'Too many changes of this group wait already. Try again when the relay was reached.',
    DEVICE_CODE_MALFORMED:
      'This is no code of a new device, or a part of it is missing. Copy the whole code.',
    DEVICE_CODE_EXPIRED: 'This code is no longer valid. Show a new one on the new device.',
    DEVICE_CODE_USED:
      'This code was used before. If that was not you, somebody has seen it: show a new one, to nobody else.',
    DEVICE_LINK_FAILED: 'The two devices did not come together. Show a new code and try again.',
    DEVICE_UNKNOWN: 'This device is no longer in use.',
    DEVICE_IS_THIS: 'That is this very device.',
    DEVICES_NOT_READY:
      'This device is still being let in. Keep another one of yours open, and try again.',
    DEVICES_TOO_MANY: 'You have as many devices as there may be. End one that you do not use.',
    CONTACT_UNKNOWN: 'This person is not known here any more.',
    CONVERSATION_UNKNOWN: 'This conversation is not here any more.',
    BACKUP_DRILL_FAILED: 'The latest backup does not restore. Make a new one: Settings, Backup.',
    BACKUP_NOT_KEPT:
      'The backup for the key on paper could not be made again, and the relay drops the old one. See Settings, Backup.',
    BACKUP_UNSENT:
      'This waited to be sent when the backup was made. The lost device may have sent it; if not, send it again.',
    CONVERSATION_OVER: 'This conversation is over. Nothing can be sent here any more.',
    MESSAGE_UNKNOWN: 'That message is no longer here.',
    MESSAGE_NOT_MINE: 'Only who wrote a message can do that.',
    MESSAGE_NOT_EDITABLE: 'This message cannot be changed.',
    MESSAGE_TOO_OLD:
      'In this group a message can no longer be changed after so long. Send a new one.',
    MESSAGE_NOT_FORWARDABLE: 'This message cannot be forwarded.',
    LOCKER_ABSENT: 'There is no locker yet.',
    LOCKER_EXISTS: 'There is a locker already.',
    LOCKER_LOCKED: 'The locker is locked. Open it again.',
    LOCKER_FULL: 'The locker is full. Remove something first.',
    LOCKER_ITEM_UNKNOWN: 'This is no longer in the locker.',
    VIEW_ONCE_INVALID: 'This message is not one that can be opened once.',
    VIEW_ONCE_OPENED: 'It was opened already, here or on another device of yours.',
    VIEW_ONCE_CLOSED: 'Open the message to see its picture.',
    REACTION_INVALID: 'A reaction is one emoji.',
    POLL_INVALID: 'This poll cannot be sent. Check the question and the choices.',
    PICTURES_TOO_MANY: 'These are too many pictures for one message. Send them in parts.',
    NETWORK_FROZEN:
      'The operators paused this for now. Look at the network for why, and until when.',
    PLUGIN_UNUSABLE: 'A part of this handset does not work as it should and was left out.',
  },
  refusals: {
    type: 'Only JPEG, PNG and WebP pictures can be sent.',
    bytes: 'This file is too large.',
    pixels: 'This picture has too many pixels.',
    malformed: 'This file is damaged or is no picture.',
    metadata: 'This picture could not be cleaned of hidden data.',
  },
};
