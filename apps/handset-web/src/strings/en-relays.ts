/** Where a device's messages arrive. */
export const enRelays = {
  relays: 'Your relays',
  relaysShort: 'Where messages to this device wait until it fetches them.',
  relaysExplain:
    'What is sent to this device waits here, sealed, until it is fetched. Your contacts’ handsets send to every one of them.',
  relaysOwn: 'Your other devices have relays of their own.',
  relaysOne:
    'When this one is gone, nobody reaches this device any more. A second one, of somebody else, is safer.',
  relayLeave: 'Leave this relay',
  relayLeaveSure:
    'Leave {relay}? Your contacts are told where to send from now on. What is still on its way to it is fetched as long as it is there.',
  relayLeft: 'Left. Your contacts are being told.',
  relayAdd: 'Add a relay',
  relayAdding: 'Adding…',
  relayAdded: 'Added. Your contacts are being told.',
  relayAddress: 'Address of the relay',
  relayAddressHint: 'Such as https://relay.example, or the whole link that its operator gave you.',
  relayInviteTitle: 'Invite to a relay',
  relayInvited: 'Whoever runs the relay {relay} invites you to use it.',
  relayInviteUse: 'Use this invite',
  relayInvitePutAside: 'Put it aside',
  relayInviteUsed: 'The relay admits this device.',
};
