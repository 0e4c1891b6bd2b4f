/** Every bound of the engine, with its unit in its name. docs/limits.md tells why each has its value. */
export const handsetLimits = {
  /** UTF-8 bytes of one text message or caption: with framing it fits the largest envelope. */
  maxTextBytes: 32_768,
  maxPetnameChars: 64,
  maxInviteLabelChars: 200,
  maxInvites: 200,
  minInviteSeconds: 60,
  defaultInviteSeconds: 604_800,
  maxInviteSeconds: 2_592_000,
  /** A Welcome that was posted just before an invite expired is still taken for so long. */
  inviteGraceSeconds: 86_400,

  defaultHistoryPage: 50,
  maxHistoryPage: 200,

  /** Distance between two messages that are appended. */
  ordinalStep: 1_048_576,
  /** The first message lies here, so that older ones find room before it. */
  ordinalStart: 1_099_511_627_776,
  /** A late message is put at most so far behind the one before it. */
  ordinalLateStep: 256,
  /** After renumbering, neighbours are at least so far apart. */
  ordinalMinSpread: 512,

  /** Posts of one conversation that wait for their answers at once. */
  maxPostsUnderWay: 32,
  /** Seconds that a relay is asked to keep an envelope; less when it allows less. */
  envelopeTtlSeconds: 2_592_000,
  registerTtlSlackSeconds: 172_800,
  blobTtlSeconds: 2_592_000,
  /** Wait after a post that the relay could not store now. */
  postRetryMs: 5_000,

  /** So long the store of a wipe waits for what is removed beside it. */
  wipePatienceMs: 1_000,
  /** A step of a wipe that takes longer is left behind. */
  wipeStepMs: 10_000,
  /** Between two looks whether this device was commanded to wipe itself. */
  wipeLookMs: 180_000,
  /** Between two looks for the receipt of a command that was given lately. */
  wipeReceiptLookMs: 15_000,
  /** A command counts as given lately for so long. */
  wipeEagerMs: 3_600_000,
  /** What one relay is given for the command, a look for it, or its receipt. */
  wipeAskMs: 5_000,
  /** A command is registered again after so long: relays keep it for 30 days. */
  wipeRegisterAgainMs: 1_728_000_000,
  /** A device that was not heard by then is not asked for any more. */
  maxWipeCommandMs: 31_536_000_000,
  /** After a start, before the wipe is tested. */
  wipeTestStartMs: 60_000,
  wipeTestEveryMs: 604_800_000,
  /** After a test that failed. */
  wipeTestAgainMs: 86_400_000,
  /** Records of the canary, and bytes of each: enough for many pages of a file. */
  wipeTestRecords: 64,
  wipeTestRecordBytes: 2_048,

  /** Wait before something is tried again that could not be stored here. */
  storeRetryMs: 5_000,

  /** Receipts are collected until the conversation was quiet for so long. */
  receiptQuietMs: 400,
  /** Messages that one transaction marks as read. */
  maxReadPerTransaction: 256,
  /** Receipts in one message. */
  maxReceiptsPerMessage: 200,
  /** Receipts that wait; older ones are dropped first. */
  maxReceiptsPending: 1_000,

  /** Envelopes of one delivery that are stored in one transaction. */
  maxEnvelopesPerTransaction: 64,
  /** Bytes of bodies that a relay may have under way to one mailbox. */
  listenWindowBytes: 524_288,

  /** Delivered and not yet stored, of all mailboxes; a relay that sends more is left. */
  maxBacklogBytes: 67_108_864,
  /** Envelopes that a locked handset stores; the next ones stay at their relays. */
  maxCollected: 10_000,
  /** Bytes of them, each with `envelopeMemoryBytes` beside its body. */
  maxCollectedBytes: 67_108_864,
  /** What an envelope that waits costs beside its body, and a delivery beside its envelopes. */
  envelopeMemoryBytes: 256,

  minBackoffMs: 500,
  maxBackoffMs: 60_000,
  connectTimeoutMs: 20_000,
  /** A connection that answers nothing for so long is dead. */
  answerTimeoutMs: 20_000,
  /** Between two looks at a connection. */
  watchIntervalMs: 5_000,
  /** A quiet connection is asked for a sign of life after so many looks. */
  pingAfterLooks: 9,
  /** The clock moved so much further between two looks than it should have: the machine slept. */
  sleepJumpMs: 15_000,
  /** A connection to somebody else's relay is ended after so many quiet looks. */
  lingerLooks: 6,
  /** A difference to the relay's clock that is told. */
  clockSkewMs: 600_000,
  /** A difference to the relay's clock that is believed when invites are judged. */
  maxClockSkewMs: 93_600_000,

  maxEventsUnread: 10_000,

  /** A file that is handed in as a picture. */
  maxPictureInputBytes: 52_428_800,
  maxPicturePixels: 60_000_000,
  maxPictureSidePixels: 2_560,
  /** A cleaned picture; a larger one is not sent and not fetched. */
  maxPictureBytes: 20_971_520,
  /** What a sender says of a picture's sides is believed up to here, for laying out. */
  maxShownSidePixels: 16_384,
  /** Bytes of a picture in one record. */
  pictureRecordBytes: 524_288,
  /** Parts in which sealed pictures travel; less when the relay allows less. */
  blobPartBytes: 262_144,
  /** Relays that a picture may be at: the homes of its sender. */
  maxBlobRelays: 4,
  /** A relay that takes longer for one part of a blob counts as unreachable. */
  blobCallMs: 30_000,
  /** Failures in a row, with nothing stored between them, before the next of the relays is tried. */
  maxBlobTries: 3,
  /** A relay that failed a blob is asked behind the others for so long. */
  blobRelayAwayMs: 60_000,
  /** Between two looks at uploads whose relays cannot be reached, when none of them comes back. */
  uploadLookMs: 3_600_000,
  /** A picture message that is so old fails when its relays are homes no more and cannot be reached. */
  uploadStrandedMs: 86_400_000,

  /** One MLSMessage, or a ratchet tree, also when it came by a blob: a thousand KeyPackages have 3 MB, their tree as much. */
  maxMlsMessageBytes: 8_388_608,
  maxMlsKeyPackageBytes: 16_384,
  maxMlsWelcomeBytes: 61_440,
  maxMlsGroupIdBytes: 64,
  /** A message whose key is so many steps ahead is refused: each step costs a derivation. */
  maxMlsSkippedGenerations: 1_000,
  /** Keys kept for messages that were overtaken; the oldest goes first. */
  maxMlsKeptGenerations: 64,
  /** And so long: a relay keeps an envelope no longer either. */
  maxMlsKeptSeconds: 2_592_000,
  /** A KeyPackage is good for the longest invite and a Welcome that came late. */
  keyPackageSeconds: 2_678_400,
  /** So much earlier and later too, for clocks that are off by a day. */
  keyPackageSlackSeconds: 93_600,
  /** A KeyPackage that claims a longer life is refused. */
  maxKeyPackageLifetimeSeconds: 3_456_000,

  /** Leaves of a tree, a power of two: members with several devices each. */
  maxMlsLeaves: 4_096,
  /** Epochs before the present one whose messages still open. */
  maxMlsPastEpochs: 5,

  /** Devices in one group. */
  maxGroupDevices: 2_000,
  /** Members of one group: those who can be added by this handset. */
  maxGroupMembers: 1_000,
  /** A commit that only adds, to a group of more devices, has no path: it would have to be sealed to each that is new. */
  maxDevicesPathOnAdd: 32,
  /** Changes of one group that wait. */
  maxIntents: 2_048,
  /** A group's picture is tried at these sides, until its bytes fit what every member keeps of the group. */
  roomPictureSidesPixels: [192, 128, 96, 64],
  /** Pinned messages of one conversation; the oldest makes room. */
  maxPinned: 32,
  /** Devices that are posted to apart, each post sealed for itself. */
  maxPostsApart: 8,
  maxMailboxesPerPost: 64,
  /** What is longer goes into a blob: with its framing it has to fit an envelope. */
  maxInlineBytes: 24_576,
  maxControlBytes: 131_072,
  /** Contents of one conversation that are encrypted in one transaction, and that may wait. */
  maxEncryptedAtOnce: 16,
  maxPendingContents: 65_536,
  /** Frames of one's own that are kept for those who miss them. */
  maxSentFrames: 4_096,
  /** Epochs whose envelope key and authenticator are kept, and told of at once. */
  maxEpochsKept: 64,
  maxEpochsReported: 48,
  /** Members' relays that are tried when no register can be reached. */
  maxSpareRegisters: 4,
  /** Relays of a conversation's members, present and former, that are remembered. */
  maxRelaysSeen: 128,
  /** Pages of one epoch's register that are looked at. */
  maxRegisterPages: 16,
  /** Steps along the chain of commits before others get their turn. */
  maxWalkSteps: 10_000,
  /** Envelopes of one conversation that no key opens yet, and how long they are kept once the end of the chain is reached. */
  maxPuzzles: 256,
  maxPuzzleMs: 600_000,
  /** How often others are told that envelopes do not open, before one is given up. */
  reportsBeforeGivingUp: 2,
  /** So many of them, and the chain is walked although more envelopes come. */
  puzzlesToWalk: 64,
  /** After so long without an answer in the registers, the others are asked where they are. */
  puzzledMs: 5_000,
  /** Between two reports of one's epochs, at first and at most. */
  reportRetryMs: 30_000,
  maxReportWaitMs: 3_600_000,
  /** A device that reports its epochs is answered once in so long: two that never agree do not talk for ever. */
  reportAnswerMs: 5_000,
  /** Devices that one report goes to. */
  maxAskedForHelp: 8,
  /** Devices of the side that stays that are kept by who is on the way to it. */
  maxGuides: 32,
  /** Frames that a device sends in one life before it begins another; as many numbers and keys belong to each life. */
  maxFramesPerLife: 16,
  /** Keys that are left out at once; where more would have to be, the device renews its keys first. */
  maxKeysLeftOut: 512,
  /** After so long others are believed that they are in an epoch which no register leads to. */
  claimBelievedMs: 20_000,
  /** How long somebody who is out on the side of a split that stays leaves a Welcome of the other side be. */
  losersWelcomeMs: 300_000,
  /** How long somebody says that their side of a split stays, or asks for help in vain, before it is taken that nobody else is there. */
  outsiderHeardMs: 120_000,
  /** Between two tries to come back, at first and at most. */
  rejoinRetryMs: 10_000,
  /** Registers that could not be asked for a commit are asked again after so long, then after twice that, and so on. */
  registerRetryMs: 5_000,
  maxRejoinWaitMs: 3_600_000,
  /** So often a device that still has its place asks others who say that they are elsewhere; twelve hours in all. */
  maxHelpTries: 16,
  maxHelpBytes: 57_344,
  /** Devices that went out of the group of which help tells how far their frames came. */
  maxGoneTold: 64,
  /** A device that lost its count goes on so much further; others take a jump that is larger than the second for that. */
  sequenceLeap: 1_048_576,
  maxSequenceJump: 65_536,
  /** Frames of one device that are missing and asked for, and in how many ranges. */
  maxMissingFrames: 1_024,
  maxMissingRanges: 64,
  /** Before what is missing is asked for: it may be on its way. */
  repairDelayMs: 2_000,
  /** After each time that it was asked for; then it is given up. About nine days in all. */
  repairWaitsMs: [
    10_000, 60_000, 600_000, 3_600_000, 21_600_000, 86_400_000, 259_200_000, 432_000_000,
  ],
  /** A device that is out of a conversation answers for so long who asks for its frames, or does not know that it left. */
  lingerMs: 864_000_000,
  /** Mailboxes of before that are read for so long, of one conversation. */
  maxFormerMailboxes: 4,
  maxAgainFrames: 64,
  maxAgainBytes: 49_152,
  /** A register that was looked at so lately is not looked at again before something is sent. */
  lookupFreshMs: 60_000,
  /** However quiet it is, the register is looked at once in so long. */
  lookupEveryMs: 86_400_000,
  /** So long a mailbox may take to be read before something is sent all the same. */
  maxDrainMs: 5_000,
  /** New keys for one's own leaf, for each started `updateDevices` of a group's devices. */
  selfUpdateMs: 604_800_000,
  minSelfUpdateMs: 60_000,
  updateDevices: 64,
  /** KeyPackages that are given to a contact at a time, and kept of one. */
  keyPackagesGiven: 2,
  maxGivenKeyPackages: 48,
  /** Before somebody is asked again for KeyPackages. */
  keyPackagesAskMs: 3_600_000,
  /** A contact whose last good KeyPackage ends within it is given others. */
  keyPackageRenewMs: 864_000_000,
  /** By chance within it, members that take out one who left begin, so that one of them is first. */
  evictSpreadMs: 4_000,
  /** Members leave it so long to somebody's own devices to take out one that was revoked, and by chance so much longer. */
  expelPatienceMs: 180_000,
  expelSpreadMs: 600_000,
  /** Before a Welcome that could not be followed is tried again. */
  welcomeRetryMs: 30_000,
  /** A Welcome that could not be followed so long is given up. */
  maxWelcomeWaitMs: 2_592_000_000,
  /** Ids of posts that are remembered, so that what comes by two relays is taken once. */
  maxArrivalsKnown: 4_096,

  /** A code by which a device is linked is good for so long, and so long the two go on once they met. */
  deviceCodeSeconds: 600,
  /** Between two looks whether the other device has said something. */
  deviceStepPollMs: 1_000,
  /** Beginnings after the first, when other devices changed the chain meanwhile. */
  maxLinkAttempts: 7,
  /** Seconds that a relay is asked to keep what the two say. */
  deviceStepTtlSeconds: 86_400,
  maxDeviceNameChars: 64,
  /** Devices of one identity that are not revoked. */
  maxDevices: 16,
  /** Links left free for revoking when a device is added. */
  spareChainLinks: 16,
  /** KeyPackages that a device gives another of the same identity when it meets it, and at a time. */
  keyPackagesForDevice: 2,
  maxKeyPackagesForDevice: 8,
  /** KeyPackages kept of one's own other devices together. */
  maxSiblingKeyPackages: 256,
  /** Each other device, in the order of their leaves, waits so much longer before it does what another one should have done. */
  siblingPatienceMs: 60_000,
  /** Before a device that gave no KeyPackages is asked again. */
  siblingAskMs: 600_000,
  /** Records that are told to one's other devices in one frame, and their bytes. */
  maxSyncRecordsAtOnce: 32,
  maxSyncBytesAtOnce: 40_960,
  /** Messages and bytes of a history that is given to another device, at a time. */
  maxExportMessages: 256,
  maxExportBytes: 524_288,
  /** Pictures here with which a part is full. */
  maxExportPictures: 16,

  /** People whom the owner of a new cover knows, each with a conversation of two; and how many of them are in its group. */
  minCoverPeople: 3,
  maxCoverPeople: 5,
  maxCoverGroupPeople: 3,
  /** Days since a new cover's first and last conversation began. */
  maxCoverDays: 24,
  minCoverDays: 3,
  /** Short exchanges in each conversation of a new cover, and notes. */
  maxCoverScenes: 5,
  maxCoverNotes: 6,
  /** A cover is told on so often, so that its newest messages are not old; and over how many days back at most. */
  coverFreshenMs: 604_800_000,
  maxCoverFreshenDays: 21,
  /** A cover's mailboxes are asked for again so often, as relays forget those that nobody uses for 90 days. */
  coverMailboxesMs: 2_592_000_000,
  /** Those of a cover that takes the place of one that was used are asked for after so many days at most. */
  maxCoverMailboxesDays: 4,
  /** Mailboxes that are kept for a cover. */
  maxCoverMailboxes: 128,

  /** Code points after NFKC. */
  minPassphraseChars: 8,
  /** UTF-8 after NFKC: what Argon2id is given at most. */
  maxPassphraseBytes: 4_096,
  /** A header that asks for more was not made by this handset. */
  maxArgon2MemoryKiB: 524_288,
  maxArgon2Passes: 16,
  maxArgon2Parallelism: 4,
  /** A try of a passphrase is to take so long on the device that made the vault. */
  unlockTargetMs: 500,
  /** Memory that a new vault's tries take, whatever the device; more memory is bought before more passes. */
  minChosenMemoryKiB: 65_536,
  maxChosenMemoryKiB: 262_144,
  /** The wrong try that erases everything: of a new vault, and what may be set. */
  defaultWrongTries: 10,
  minWrongTries: 3,
  maxWrongTries: 100,
  /** After so many wrong tries the next one waits: the first of the times below, after one more the second, and so on. */
  triesBeforeWaits: 3,
  tryWaitsSeconds: [5, 15, 60, 300, 900],
  /** WebAuthn Level 3 §4 (credential id). */
  maxCredentialIdBytes: 1_023,
  /** One value of the vault: what a record holds, less its padding and seal. */
  maxVaultValueBytes: 16_252_928,
  /** Values that are sealed or opened at once. */
  vaultBatchRecords: 32,
  /** Sealed bytes that a listing holds at once, when records are large. */
  vaultBatchBytes: 262_144,
  /** Records whose nonce and tag are remembered, so that a change need not look up what it replaces. */
  maxElementsKept: 16_384,
  /** Records, and their bytes, that a check of the storage looks at before others get their turn. */
  rootPieceRecords: 256,
  rootPieceBytes: 1_048_576,
  /** The whole storage is looked through once in so long. */
  storageCheckMs: 86_400_000,
  /** And first so long after a start. */
  storageCheckSoonMs: 60_000,
  /** In the background a check rests so long between two pieces. */
  storageRestMs: 20,
  /** After an opening, before what belongs to neither volume is looked for. */
  censusSoonMs: 10_000,
  /** Tables that this looks at before it rests. */
  censusPieceTables: 64,
  /** Places that were changed from outside of which it is remembered, until the person has taken note. */
  maxTamperedKept: 32,

  /** Texts that are kept of one message beside the first. */
  maxVersions: 16,
  /** Identities whose reactions are kept of one message: more than a group has members. */
  maxReactionsPerMessage: 1_024,
  /** UTF-8 of one reaction: the longest emoji in use have 35 with every modifier, nearly all less than 29. */
  maxReactionBytes: 36,
  /** One answer to a message of a plugin's kind. */
  maxAnswerBytes: 1_024,
  /** Identities whose answers are kept of one message. */
  maxAnswerSenders: 1_024,
  maxMentions: 64,
  maxPicturesPerMessage: 10,
  /** Characters of a quoted message. */
  maxExcerptChars: 160,

  /** Messages that are not here and that something waits for; the oldest goes first. */
  maxWaitingTargets: 256,
  /** Changes that wait for one message, and their bytes; what comes then is dropped. */
  maxWaitingChanges: 1_024,
  maxWaitingBytes: 524_288,
  /** What waits, and the trace of an erased message, goes after so long: a relay keeps nothing longer. */
  waitingSeconds: 2_592_000,
  /** Seconds for which a message that is to be shown once is kept when nobody opens it; and for which clients show it that do not know what it is. */
  viewOnceSeconds: 604_800,
  viewOnceFallbackSeconds: 60,

  /** Notes and pictures in the locker; a note, and its title; without use it is locked after so long. */
  maxLockerItems: 10_000,
  maxLockerNoteBytes: 65_536,
  maxLockerTitleChars: 128,
  lockerIdleMs: 300_000,

  /** Members of a group, up to which there are receipts and typing. */
  maxReceiptMembers: 64,
  /** Statuses that a report says again, of those told last. */
  repeatedReceipts: 8,
  /** Audiences of one conversation that are kept: what is heard of messages sent to older ones counts no more. */
  maxAudiencesKept: 256,
  /** Own messages that are looked through when members left. */
  maxReviewedMessages: 64,
  /** Between two words that somebody types. */
  typingIntervalMs: 4_000,

  /** Messages that one transaction erases. */
  maxErasedPerTransaction: 32,
  /** Between two looks of the eraser at the clock. */
  eraserLookMs: 60_000,
  /** The eraser's clock is stored so often while something is to be erased. */
  eraserStoreMs: 600_000,
  /** A jump of the clock is believed when it lasted so long of running time, or when a relay's clock agrees. */
  eraserDoubtMs: 600_000,

  /** Relays at which one handset has its mailboxes. */
  maxHomes: 4,
  /** Making a handset waits so long for the relay to say whether it admits it; then it is made all the same. */
  admissionTryMs: 10_000,
  /** A relay that does not admit this handset is asked again after so long. */
  admissionRetryMs: 600_000,
  /** A relay that is asked first is given so long for a session before the next one is. */
  sessionTryMs: 5_000,
  /** And before a commit is registered at the next one instead. */
  registerFailoverMs: 15_000,
  /** A mailbox at which nothing was delivered for so long has nothing more for now. */
  drainQuietMs: 250,
  /** A relay that is connected to for the first time is waited for so long before a mailbox is called drained without it. */
  drainPatienceMs: 5_000,

  /** Posts of a lane that wait for a time of their own; then the lane waits with them. */
  maxPostsSetAside: 256,
  /** The longest wait before a post that was refused is tried again; also what a relay may name at most. */
  maxPostRetryMs: 600_000,
  /** A mailbox that stayed full for so many tries is given up when the post reached others. */
  maxFullTries: 10,
  /** A post that is not worth sending late is given up after so long. */
  expendableMs: 60_000,
  /** Between two looks at the age of posts whose relay cannot be reached. */
  staleLookMs: 3_600_000,
  /** A post that was promised and is not in the store after so long is not counted as waiting. */
  promisedPostMs: 10_000,

  /** A life is followed by the next after so long. */
  lifeRenewMs: 604_800_000,
  /** Between two looks at whether it is time for that. */
  lifeLookMs: 3_600_000,
  /** After a life of so long ago nobody can tell what happened since. */
  maxLifeAgeMs: 1_728_000_000,
  /** Seconds that a relay is asked to keep a life; less when it allows less. */
  lifeTtlSeconds: 2_592_000,
  /** Lives whose nonces are kept for relays that have not heard of them. */
  maxLivesKept: 16,
  /** When one home relay has answered, the others are waited for so long. */
  lifeGraceMs: 5_000,

  /** Between two looks at the log of the network, on average. */
  lookLogMs: 3_600_000,
  /** A look that is due at the start, or that a member gave the cause for, is put off by chance within so long. */
  lookSoonMs: 10_000,
  lookSpreadMs: 3_000,
  /** After a look, what members say gives no cause for another within so long. */
  lookAgainMs: 300_000,
  /** Relays beside the homes that are asked in a look, and when somebody asks for one. */
  otherRelaysPerLook: 2,
  maxOtherRelaysPerLook: 8,
  /** A relay may take so long to tell its head, and to give what is new. */
  headTimeoutMs: 10_000,
  lookTimeoutMs: 60_000,
  /** Bytes and files that are read of one relay in a look. */
  maxLookBytes: 67_108_864,
  maxLookFiles: 1_024,
  /** Proofs that the log lied, of which the first are kept. */
  maxNetworkEvidence: 16,
  /** Devices of which it is remembered what they were told of the log. */
  maxNetworkTold: 256,
  /** Members that give a device of their group what it lacks of the log, on average. */
  maxLogAnswers: 4,
  /** Asides that one device is told what it lacks in. */
  maxLogAsides: 16,
  /** Words of the log of one device that are listened to in such a span. */
  maxGossipPerSpan: 48,
  gossipSpanMs: 3_600_000,
  /** Words of the log that wait to be looked at. */
  maxGossipWaiting: 64,
  /** Devices whose parts of the log are kept until they reach a head. */
  maxShelves: 8,
  /** Devices that are remembered to have read further. */
  maxAhead: 16,
  /** Between two tries to move the mailboxes away from relays that the network gave up, at first and at most. */
  moveRetryMs: 10_000,
  maxMoveWaitMs: 3_600_000,
  /** Acts of the log that are listed at a time. */
  defaultActsPage: 50,
  maxActsPage: 200,
} as const;
