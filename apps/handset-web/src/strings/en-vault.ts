/** What is said at the door. */
export const enVault = {
  waitExplain: 'Wrong passphrases were tried, so this one waits. Keep this page open.',
  triesLeft: {
    one: '{count} wrong try is left; then everything on this device is erased.',
    other: '{count} wrong tries are left; then everything on this device is erased.',
  },
  safety: 'Safety',
  safetyLock: 'Lock now',
  safetyWipe: 'Wipe now',
  safetyBackup: 'Backup',
  safetySigns: 'The lock and the flame are at the top of every screen.',
  tamperedLine: 'Storage tampered with.',
  tamperedSee: 'See what happened',
  keys: 'Passphrase',
  keysShort: 'Change it, prepare for somebody making you open this, bind it to this device.',
};
