import type { CallOptions } from './handset.ts';
import type { DeviceId, IdentityId } from './ids.ts';

/**
 * Wiping a device that was lost. Off until the person turns it on for a device: whoever may wipe it has a secret that only this device
 * answers to, so nobody else can, the relays included.
 */
export interface LostDeviceApi {
  readonly view: () => Promise<LostDevice>;
  /**
   * Whether this device may be wiped from one's other devices, and by the contacts that are trusted with it. Turned off, or with a contact
   * less, what the others have is of no use any more.
   */
  readonly listen: (options: ListenOptions) => Promise<LostDevice>;
  /** Lets a contact wipe this device, or no longer; turns listening on. @throws CONTACT_UNKNOWN */
  readonly trust: (identity: IdentityId, isTrusted: boolean) => Promise<LostDevice>;
  /**
   * Commands a device to wipe itself, for good. It does when it hears of it: while it runs, locked or not, and, if it was told to, when it is
   * started next. A device of one's own is ended too. Resolves when the command is stored; it goes out as soon as a relay can be reached.
   * @throws WIPE_NOT_ALLOWED; of one's own devices what `revokeDevice` throws
   */
  readonly wipe: (device: DeviceId, options?: CallOptions) => Promise<LostDevice>;
}

export interface ListenOptions {
  readonly isOn: boolean;
  /**
   * Also right after a start, before the passphrase: what the command is known by lies on the disk in the clear then. It opens nothing, and
   * nobody can command with it. Default: as before, at first false.
   */
  readonly beforeUnlock?: boolean;
}

export interface LostDevice {
  readonly listens: boolean;
  readonly beforeUnlock: boolean;
  /** Contacts who may wipe this device. */
  readonly trusted: readonly IdentityId[];
  /** Devices that this one may wipe, or has commanded to. */
  readonly devices: readonly WipeableDevice[];
}

export interface WipeableDevice {
  readonly device: DeviceId;
  readonly identity: IdentityId;
  readonly isOwn: boolean;
  readonly command?: WipeCommand;
}

export interface WipeCommand {
  readonly askedAtMs: number;
  /** How many of the device's relays hold it for the device. */
  readonly atRelays: number;
  readonly ofRelays: number;
  /** When it was heard that the device has the command and is wiping itself. */
  readonly heardAtMs?: number;
}
