/** What stands above every screen: notices, freezes, and what the handset itself found. */
export const enNotices = {
  region: 'News of the network',
  show: 'Show',
  more: { one: 'And one thing more', other: 'And {count} things more' },
  ofMany: '{index} of {count}',
  fromOperators: 'From the operators of {name}',
  fromHandset: 'Found by this handset itself',
  fromWitness: 'From the witness {name}, and not from the operators',
  inLanguage: 'In {language}:',
  moreNotices: {
    one: 'One more notice waits behind this one.',
    other: '{count} more notices wait behind this one.',
  },
  signedBy: 'Signed by {names} on {date}.',
  standsUntil: 'It stands until {date}.',
  haveRead: 'I have read this',
  seeProof: 'See the proof',

  gradeAdvice: 'Advice',
  gradeUpdate: 'Update Sotto',
  gradeStopSending: 'Stop sending',
  gradeMove: 'Move',
  gradeDestroyKeys: 'Destroy your keys',
  adviceMeans: 'For you to know. Nothing changes by itself.',
  updateMeans:
    'Close every window of Sotto and open it again: then the newest version runs. At a command line, install the newest program.',
  stopSendingMeans:
    'The operators ask everybody to write nothing here until they say otherwise. What is on this device stays as it is.',
  moveMeans:
    'The operators ask everybody to leave what they used so far. Where to go stands below, in their words.',
  destroyKeysMeans:
    'The operators ask everybody to erase this handset now. Nothing is erased by itself: you decide. If you can, ask somebody first whom you know, by another way than this one.',

  frozenAdvice: 'The operators ask for restraint',
  frozenUpdates: 'No updates until {date}',
  frozenMembers: 'Nobody new until {date}',
  frozenSending: 'Nothing can be sent until {date}',
  frozenAdviceMeans: 'Everything still works.',
  frozenUpdatesMeans:
    'No new version of Sotto counts in this time. This page cannot check that by itself: when something about it has changed, ask somebody who runs the network. Messages work as before.',
  frozenMembersMeans:
    'Nobody can be invited, and nobody new can come into a group. No new version of Sotto counts in this time. Messages work as before.',
  frozenSendingMeans:
    'No message, picture or reaction leaves this handset, and nobody new can come in. You can read everything and write notes to yourself, and what you began to write is kept.',
  frozenSince: 'Since {since}. It ends by itself on {until}, or before if the operators say so.',
  frozenWhy: 'Why, in the operators’ words',

  liedTitle: 'The log was shown in two versions',
  liedMeans:
    'The operators’ log must be the same for everybody. This handset holds a proof, signed with the log’s own key, that it is not: somebody was shown another past than somebody else.',
  liedDo:
    'Save the proof and give it to people you trust, to the witnesses, and to anybody who publishes such things. Do not rely on what the operators say until this is explained.',
  alarmTitle: 'The witness {witness} raises an alarm',
  alarmMeans:
    'A witness watches the operators’ log and answers to none of them. It signed this alone: no operator could write it, change it or keep it from you.',
  alarmDo:
    'Nothing happens by itself. Ask other members, and be careful with what you send until it is explained.',
  toNetwork: 'Look at the network',

  operatorsLate: 'The operators have been quiet since {date}',
  operatorsLateMeans:
    'That is longer than they promised. It can be a holiday or a broken machine. Messages work as before.',
  operatorsSilent: 'Nobody has heard from the operators since {date}',
  operatorsSilentMeans:
    'That is more than three times as long as they promised. Perhaps they cannot speak any more. Messages work as before; think about what you entrust to this network, and ask other members what they know.',
  witnessesLate: 'The witnesses have been quiet since {date}',
  witnessesLateMeans:
    'Independent witnesses vouch that everybody is shown the same log. They are late. It can be a broken machine.',
  witnessesSilent: 'No witness has vouched for the log since {date}',
  witnessesSilentMeans:
    'Without witnesses nobody can tell whether everybody is shown the same log. What the operators did since then is not taken up here.',

  recoveryTitle: 'The keys behind this network are to be replaced on {date}',
  recoveryMeans:
    'The holders of the recovery keys announced it on {announced}, for a network called {name}. Those who hold the main keys can stop it until then. If nobody had told you that keys were lost, ask.',

  moving: {
    one: 'Moving to other relays: {done} of {count} conversation',
    other: 'Moving to other relays: {done} of {count} conversations',
  },
};
