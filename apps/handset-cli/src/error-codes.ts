/** Codes of the command line itself; every other code comes from the handset and its plugins. */
export type HandsetCliErrorCode =
  /** The command line was not understood; the message says what is. */
  | 'CLI_USAGE'
  | 'FOLDER_EMPTY'
  | 'FOLDER_OCCUPIED'
  | 'INVITE_ABSENT'
  | 'DEVICE_UNCLEAR'
  | 'CONTACT_UNKNOWN'
  | 'CONTACT_AMBIGUOUS'
  | 'CONVERSATION_ABSENT'
  | 'CONVERSATION_AMBIGUOUS'
  | 'MESSAGE_ABSENT'
  | 'MESSAGE_AMBIGUOUS'
  | 'LOCKED_ABSENT'
  | 'LOCKED_AMBIGUOUS'
  | 'FILE_UNUSABLE'
  | 'SEND_FAILED'
  | 'NOT_RELAYED'
  | 'CHANGE_WAITING'
  | 'RELAY_SLOW'
  | 'HANDSET_BUSY'
  | 'SOCKET_PROTOCOL'
  | 'CLI_INTERRUPTED';
