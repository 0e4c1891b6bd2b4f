/** Wiping a device that was lost. */
export const enLost = {
  lostTitle: 'If this device is lost',
  lostExplain:
    'Your other devices, and contacts whom you trust with it, can then wipe this one from afar. Nobody else can: the relays, and whoever finds the device, cannot.',
  lostListen: 'This device may be wiped from afar',
  lostBefore: 'Also after a restart, before it is unlocked',
  lostBeforeExplain:
    'What it listens for then lies on it in the clear. It opens nothing, but shows that this device listens, and to which relays.',
  lostWipe: 'Lost: wipe it',
  lostSure:
    'Wipe {name}? It erases its keys, messages and pictures as soon as it hears of this, and is ended as a device of yours. This cannot be taken back.',
  lostYes: 'Wipe it',
  lostAsked: 'To be wiped. No relay has the command yet.',
  lostWaits: 'To be wiped. The command waits for it at its relay.',
  lostHeard: 'It has the command and wiped itself: {date}',
  lostTrustTitle: 'Lost devices',
  lostTrustExplain:
    'When you lose this device, {name} can wipe it for you. Whoever you trust with this can wipe it at any time.',
  lostTrust: '{name} may wipe this device',
  lostTrusted: '{name} trusts you to wipe a device that they lost.',
  lostWipeTheirs: 'Wipe their device',
  lostSureTheirs:
    'Wipe the device of {name}? It erases their keys, messages and pictures on it as soon as it hears of this. Do it when {name} asks you to: be sure that it is them who asks. This cannot be taken back.',
};
