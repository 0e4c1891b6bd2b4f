export { asideBytesToSign, encodeAside, encodeAsideContent, parseAside } from './aside/aside.ts';
export type { Aside, AsideHead } from './aside/aside.ts';
export type {
  AgainAside,
  AgainFrame,
  AsideBody,
  ContentAside,
  EpochsAside,
  AlarmAside,
  EvidenceAside,
  HeadAside,
  HelpAside,
  LeftAside,
  LogAside,
  OutAside,
  TypingAside,
  WantAside,
  SeenAside,
} from './aside/body.ts';
export type { EpochSeen } from './aside/epochs-seen.ts';
export { encodeBase64url, parseBase64url } from './base64url.ts';
export type { BlobPlace } from './blob-place.ts';
export { bytesEqual, concatBytes } from './bytes.ts';
export { decodeCbor } from './cbor/decode.ts';
export { encodeCbor } from './cbor/encode.ts';
export { readIntMap } from './cbor/int-map.ts';
export type { IntMapReader, LengthBounds } from './cbor/int-map.ts';
export type { CborBounds } from './cbor/scan.ts';
export { cborFloat, cborSimple, cborTag, isCborArray } from './cbor/value.ts';
export type { CborFloat, CborMap, CborSimple, CborTag, CborValue } from './cbor/value.ts';
export * from './envelope/blob-layout.ts';
export { encodeEnvelopeContent, parseEnvelopeContent } from './envelope/content.ts';
export type { EnvelopeContent } from './envelope/content.ts';
export {
  envelopeAssociatedData,
  envelopeLength,
  envelopeNonceBytes,
  envelopeTagBytes,
  envelopeVersion,
  joinEnvelope,
  splitEnvelope,
} from './envelope/layout.ts';
export type { Envelope } from './envelope/layout.ts';
export {
  findSharedKey,
  joinSharedEnvelope,
  maxSharedKeys,
  sharedKeyBytes,
  sharedSlot,
  sharedSlotBytes,
  sharedSlotInfo,
  sharedSlotsBytes,
  splitSharedEnvelope,
} from './envelope/shared.ts';
export type { SharedEnvelope } from './envelope/shared.ts';
export { bucketBytes, pad, unpad } from './envelope/padding.ts';
export { paddedBlobLength, padmeLength } from './envelope/padme.ts';
export { parcelToCbor, readParcel } from './envelope/parcel.ts';
export type { Parcel } from './envelope/parcel.ts';
export type { ProtocolErrorCode } from './error-codes.ts';
export { encodeCredential, parseCredential, verifyCredential } from './identity/credential.ts';
export type { DeviceCredential } from './identity/credential.ts';
export { encodeDeviceCode, parseDeviceCode } from './identity/device-code.ts';
export type { DeviceCode } from './identity/device-code.ts';
export { verifyDeviceChain } from './identity/device-chain.ts';
export type { ChainDevice, DeviceChain } from './identity/device-chain.ts';
export {
  deviceLinkBytesToSign,
  encodeDeviceLink,
  parseDeviceLink,
  verifyDeviceLink,
} from './identity/device-link.ts';
export type {
  AddLink,
  DeviceLink,
  DeviceRole,
  FirstLink,
  RevokeLink,
  UnsignedAddLink,
  UnsignedDeviceLink,
  UnsignedFirstLink,
  UnsignedRevokeLink,
} from './identity/device-link.ts';
export { identityHash, identityHashBytes } from './identity/identity-hash.ts';
export {
  encodeSafetyCode,
  parseSafetyCode,
  safetyCodeMatches,
  safetyNumber,
} from './identity/safety-number.ts';
export type { SafetyCode } from './identity/safety-number.ts';
export { identityUri, parseIdentityUri, parseRoomUri, roomUri } from './identity/uris.ts';
export type { VerifySignature } from './identity/verify-signature.ts';
export { encodeInvite, inviteExpired, parseInvite } from './invite/invite.ts';
export type { Invite } from './invite/invite.ts';
export { encodeInviteKeyPackage, parseInviteKeyPackage } from './invite/key-package.ts';
export type { InviteKeyPackage } from './invite/key-package.ts';
export { encodeRelayInvite, isRelayInvite, parseRelayInvite } from './invite/relay-invite.ts';
export type { RelayInvite } from './invite/relay-invite.ts';
export { encodeInviteWelcome, parseInviteWelcome } from './invite/welcome.ts';
export type { InviteWelcome } from './invite/welcome.ts';
export { labelBytes, labels } from './labels.ts';
export type { Label } from './labels.ts';
export { protocolLimits } from './limits.ts';
export { mailboxAddressBytes } from './mailbox-address.ts';
export type { Expiration, MimiContent, MimiExtensions } from './mimi-content/content.ts';
export { encodeMimiDerivedValues, parseMimiDerivedValues } from './mimi-content/derived-values.ts';
export type { MimiDerivedValues } from './mimi-content/derived-values.ts';
export { encodeMimiContent } from './mimi-content/encode.ts';
export { erasureTime, expirationIsPlausible } from './mimi-content/expiration.ts';
export { mimiExtensions, mimiRoomUri, mimiSenderUri } from './mimi-content/extensions.ts';
export { isMessageId, parseMessageId } from './mimi-content/id.ts';
export type { MessageId } from './mimi-content/id.ts';
export * from './mimi-content/make.ts';
export { mimiMessageId } from './mimi-content/message-id.ts';
export type { MimiMessageIdInput } from './mimi-content/message-id.ts';
export { parseMimiContent } from './mimi-content/parse.ts';
export * from './mimi-content/part.ts';
export { isForwarded, isViewOnce, mentionsOf } from './mimi-content/sotto-extensions.ts';
export {
  encodeStatusReport,
  messageStatuses,
  parseStatusReport,
  statusReportOf,
  statusReportType,
} from './mimi-content/status-report.ts';
export type { MessageStatus } from './mimi-content/status-report.ts';
export { fallbackText, textOf, textTypes } from './mimi-content/text.ts';
export { isRelayUrl, parseRelayUrl } from './relay-url.ts';
export { encodeCommitNote, parseCommitNote } from './room/commit-note.ts';
export type { CommitNote, LeafCount } from './room/commit-note.ts';
export {
  encodeLeafMailbox,
  leafMailboxComponentId,
  parseLeafMailbox,
} from './room/leaf-mailbox.ts';
export type { LeafMailbox } from './room/leaf-mailbox.ts';
export { leaveBytesToSign } from './room/leave-statement.ts';
export type { LeaveStatement, LeaveSubject, LeaveWord } from './room/leave-statement.ts';
export { encodeNumbers, parseNumbers } from './room/numbers.ts';
export type { DeviceNumber, Numbers } from './room/numbers.ts';
export { encodeRoom, parseRoom, roomComponentId } from './room/room.ts';
export type { Room } from './room/room.ts';
export { controlToCbor, readControl } from './sotto-frame/control.ts';
export type {
  ChainControl,
  FrameControl,
  KeyPackagesControl,
  KeyPackagesWantedControl,
  LeaveControl,
  OtherControl,
  ProfileControl,
  SyncControl,
  WelcomeControl,
} from './sotto-frame/control.ts';
export { encodeSottoFrame, parseSottoFrame } from './sotto-frame/frame.ts';
export type { SottoFrame } from './sotto-frame/frame.ts';
export { hlcCompare, hlcReceive, hlcTick, hlcZero } from './sotto-frame/hlc.ts';
export type { Hlc, HlcReceived } from './sotto-frame/hlc.ts';
export type { NetworkHead } from './sotto-frame/network-head.ts';
export { isSuggestedName, parseSuggestedName } from './suggested-name.ts';
export { encodeUtf8 } from './utf8.ts';
export { frameLimits } from './frame-limits.ts';
export type * from './frames/client-frame.ts';
export { clientFrameLength, encodeClientBatch } from './frames/encode-client-batch.ts';
export { encodeRelayBatch, relayFrameLength } from './frames/encode-relay-batch.ts';
export { parseClientBatch } from './frames/parse-client-batch.ts';
export type { ClientBatchBounds } from './frames/parse-client-batch.ts';
export { parseRelayBatch } from './frames/parse-relay-batch.ts';
export type { RelayBatchBounds } from './frames/parse-relay-batch.ts';
export type * from './frames/relay-frame.ts';
export {
  closeSignatureInput,
  listenSignatureInput,
  mailboxAddress,
} from './frames/signature-input.ts';
