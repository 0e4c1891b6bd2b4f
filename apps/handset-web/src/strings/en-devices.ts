/** Several devices of one person. */
export const enDevices = {
  devices: 'Your devices',
  devicesShort: 'Use Sotto on several of them, and wipe one that is lost.',
  devicesExplain:
    'Each has keys of its own. All of them show the same conversations, and people see you as one.',
  deviceThis: 'This device',
  deviceNoName: 'Device without a name',
  deviceAdded: 'Linked on {date}',
  deviceRevokedOn: 'Ended on {date}',
  deviceRevoke: 'End this device',
  deviceRevokeSure:
    'End {name}? It is taken out of all your conversations and reads nothing from then on. What it holds already stays on it.',
  deviceRevoking: 'Ending…',
  deviceAdd: 'Link another device',
  deviceAddExplain:
    'On the new device choose “I have Sotto on another device”. It shows a code: scan it, or put it here. Take no code from anybody else: whoever’s device you link reads everything.',
  deviceScan: 'Scan the code',
  deviceCode: 'Code of the new device',
  deviceLink: 'Link it',
  deviceLinking: 'Linking… Keep both devices open.',
  deviceLinked: '{name} is linked. Your conversations are on their way to it.',
  becomeOffer: 'I have Sotto on another device',
  restoreOffer: 'I have a backup',
  becomeTitle: 'Link this device',
  becomeIntro:
    'This becomes a device of yours beside the other. Your conversations come from there.',
  becomeName: 'Name of this device',
  becomeNameHint: 'So that you know it in the list of your devices.',
  becomeShow: 'Show the code',
  becomeWaiting:
    'On your other device open Settings, Your devices, and scan this code or paste it there within 10 minutes. Show it to nobody else.',
  becomeQr: 'Code of this device as a QR code',
  becomeCopied: 'Code copied',
  becomeBack: 'Make a new handset instead',
  scanHint: 'Hold the code in front of the camera. No picture is kept.',
  scanDenied:
    'This browser does not let Sotto use the camera. Allow it in the browser’s settings for this page, or paste the code.',
  scanMissing: 'There is no camera here. Paste the code instead.',
  scanFailed:
    'The camera does not work now. Close what else uses it and try again, or paste the code.',
};
