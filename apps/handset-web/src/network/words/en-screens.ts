/** The screens about the network: who runs it, what they did, who watches them. */
export const enScreens = {
  title: 'The network',
  refresh: 'Look again',
  refreshing: 'Looking at the log…',
  checked: {
    one: 'Read on {date}. {count} entry so far.',
    other: 'Read on {date}. {count} entries so far.',
  },

  stateFine: 'Everything that the operators did is in the open and up to date.',
  stateFineExplain:
    'Whatever they do as operators counts only when it stands in a public log that independent witnesses watch. This handset has read all of it.',
  stateTrouble:
    'What you see here is as of {date}. The relays show no newer log that can be trusted.',
  troubleSince: 'Since {date}: {why}',

  noneTitle: 'This handset follows no network',
  noneExplain:
    'Some networks of relays have operators who do everything in the open, in a public log that each handset checks. This one was not told of any. Messages work all the same.',
  noneJoin: 'Follow a network',
  noneJoinExplain:
    'Ask somebody who runs the network for the fingerprint of its charter: 64 letters and figures. It cannot be changed later.',
  fingerprint: 'Fingerprint of the charter',
  join: 'Follow this network',
  joining: 'Joining…',
  waitingTitle: 'The log of this network was not found yet',
  waitingExplain:
    'This handset knows which network it belongs to, and looks for its log at its relays. You can also open the log from a file that another member gives you.',

  standsNow: 'What stands now',
  who: 'Who runs it',
  whoExplain: 'Nobody can act alone. Each of these takes several people:',
  itTakes: 'It takes {threshold} of these people: {names}',
  roleRoot: 'Change who may do what',
  roleRelease: 'Say which code is genuine',
  roleNotice: 'Speak to all members',
  roleNetwork: 'Choose the relays, and pause the network',
  roleRecovery: 'Replace lost keys, after a delay that everybody sees',
  roleUntil: 'Their keys for this count until {date}.',
  roleOver: 'Their keys for this have not counted since {date}: nobody can do it now.',

  itsRelays: 'Relays',
  relayMine: 'Yours',
  relayDraining: 'Being closed: members move away from it',

  witnesses: 'Witnesses',
  witnessesExplain: {
    one: 'They do not run the network: they vouch that everybody is shown the same log. Nothing counts without {count} of them.',
    other:
      'They do not run the network: they vouch that everybody is shown the same log. Nothing counts without {count} of them.',
  },
  witnessSeen: 'Last vouched on {date}',
  witnessNever: 'Has vouched for nothing here',

  acts: 'What they did',
  actsAll: 'All that they did',
  actsOlder: 'Show older ones',
  actsNone: 'Nothing yet.',
  actsEnd: 'This is where it began.',
  actTitle: 'Entry {entry} of the log',
  actMissing: 'This handset does not have that entry.',
  actSigned: 'Signed by {names}',
  actAs: '{what}: {names}',
  actProof:
    'This handset checked every signature, that there were enough of them, and that the witnesses had vouched for the log with this entry in it.',
  actRefusedProof: 'It stands in the log and counts for nothing. This handset kept it as it is.',
  actWhen: 'Logged',
  actWhat: 'What',
  actWho: 'Who signed',
  actNumber: 'Entry',
  actTexts: 'In all its languages',

  didFound: 'Founded the network {name}',
  didCharter: 'Changed who may do what',
  didAddRelay: 'Added the relay {relay}',
  didDrainRelay: 'Began to close the relay {relay}',
  didDropRelay: 'Took out the relay {relay}',
  didNotice: 'Wrote to all members: {grade}',
  didFreezeAdvice: 'Asked for restraint until {date}',
  didFreezeUpdates: 'Paused updates until {date}',
  didFreezeMembers: 'Let nobody new in until {date}',
  didFreezeSending: 'Paused sending until {date}',
  didUnfreeze: 'Ended the pause',
  didRelease: 'Released {name} {version}',
  didRebuild: 'Built {name} {version} again from its source, with the same result',
  didHeartbeats: {
    one: 'Said that they are there',
    other: 'Said that they are there, {count} times in a row',
  },
  didHeartbeat: 'Said that they are there',
  didRecovery: 'Announced new main keys in place of lost ones',
  didRecoveryEnd: 'Put the announced keys into force',
  didRecoveryStop: 'Stopped the replacement of the keys',
  didRefused: 'An entry that does not count: {why}',

  refusedForm: 'it makes no sense to this version of Sotto',
  refusedElsewhere: 'it was made for another network or other keys',
  refusedOrder: 'it came twice, too late, or out of turn',
  refusedSigners: 'too few signed it, or with keys that no longer count',
  refusedStanding: 'it does not fit what stood at the time',
  refusedFrozen: 'updates were paused',

  charterLaysDown: 'What it lays down',
  charterChanges: 'What it changes',
  charterSame: 'Nothing that concerns members.',
  charterName: 'The network is called {name} now.',
  charterIn: 'New: {names}.',
  charterOut: 'No longer there: {names}.',
  charterKeys: 'With other keys than before: {names}.',
  charterRole: '{what}: it takes {threshold} of {names}. Their keys for this count until {until}.',
  charterRoleUntil: '{what}: their keys for this count until {until} now.',
  charterRoleGone: '{what}: nobody can do that any more.',
  charterLogKey: 'The log has another key.',
  charterWitnessIn: '{name} watches the log.',
  charterWitnessOut: '{name} watches the log no longer.',
  charterQuorum: {
    one: 'Nothing counts without {count} of the witnesses.',
    other: 'Nothing counts without {count} of the witnesses.',
  },
  charterPulse:
    'You are told when the operators were silent for {operators}, or the witnesses for {witnesses}.',

  proofs: 'Proofs that the log lied',
  proofFound: 'Found on {date}',
  proofFromRelay: 'A relay showed another log than before.',
  proofFromMember: 'Another member was shown another log.',
  proofFromFile: 'A file held another log.',
  proofSave: 'Save the proof',

  carry: 'Carry the log',
  carryExplain:
    'The whole log is one file. Give it to a member who cannot reach the relays, by mail or on a stick; or open one that you were given. It holds nothing about you.',
  carrySave: 'Save the log as a file',
  carryOpen: 'Open a log file',
  carryTaken: 'The log was taken up: it has {count} entries now.',
  carryNothingNew: 'There was nothing new in that file.',
  carryTooLarge: 'This file is too large to be a log.',

  compare: 'Compare with another member',
  compareExplain:
    'When the fingerprint is the same on both screens you belong to one network. When the number of entries is also the same, the second line must be the same too.',
  compareCharter: 'Fingerprint of the charter',
  compareRoot: { one: 'Log of {count} entry', other: 'Log of {count} entries' },

  networkErrors: {
    NETWORK_UNKNOWN: 'There is no log to carry yet.',
    NETWORK_PINNED: 'This handset follows another network already.',
    NETWORK_LOG_MALFORMED:
      'This file is no log and no alarm of a witness of this network, or it is damaged.',
    CHARTER_HASH_MALFORMED: 'A fingerprint has 64 characters: figures, and letters from a to f.',
  },
  troubles: {
    unreachable: 'no relay could be reached.',
    slow: 'a relay took too long to show its log.',
    missing: 'the relays have no log to show.',
    malformed: 'the log that was shown is damaged.',
    otherLog: 'the log that was shown is of another network.',
    unsigned: 'the log that was shown is not signed with its key.',
    forged: 'the log that was shown has a false signature.',
    witnessesTooFew: 'too few witnesses vouch for the log that was shown.',
    incomplete: 'parts of the log are missing or were changed.',
    handoverMissing: 'the log changed hands, and the old witnesses did not vouch for that.',
    notPinned: 'the log that was shown does not begin as this network does.',
    tooLong: 'the log that was shown is too long to be genuine.',
  },
  troubleOther: 'the log that was shown was refused ({reason}).',
};
