import type { RelayUrl } from '@sotto/core';

/**
 * Who may act for a network, and how many of them it takes. Its hash is what an invite pins. Times are in seconds since
 * the UNIX epoch.
 */
export interface Charter {
  /** SHA-256 of the charter before, 32 bytes; null for the one that founds the network. */
  readonly previous: Uint8Array | null;
  /** What members call the network. */
  readonly name: string;
  /** Everybody who holds a key; no two have one name. */
  readonly persons: readonly string[];
  readonly keys: readonly CharterKey[];
  readonly roles: CharterRoles;
  /** Of the act log: a verifier key (C2SP signed-note), type Ed25519. */
  readonly logKey: string;
  /** Verifier keys of type cosignature/v1 (C2SP tlog-cosignature), each of another name. */
  readonly witnesses: readonly string[];
  /** How many witnesses must have cosigned a checkpoint. */
  readonly witnessQuorum: number;
  /** Where the network begins. From then on acts change the list; a later charter does not. */
  readonly relays: readonly RelayUrl[];
  readonly pulse: PulseDeadlines;
  /** From the announcement of a recovery to its completion. */
  readonly recoveryDelaySeconds: number;
}

export interface CharterKey {
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** Index into `persons`. */
  readonly person: number;
  /** From this moment on the key counts for nothing. */
  readonly expiresAtSeconds: number;
}

export interface CharterRole {
  /** How many different persons it takes, 2 at least. */
  readonly threshold: number;
  /** From this moment on the role can do nothing. */
  readonly expiresAtSeconds: number;
  /** Indices into `keys`, ascending. */
  readonly keys: readonly number[];
}

/**
 * - `root` changes the charter and stops a recovery.
 * - `release` says which code is genuine.
 * - `notice` speaks to members, and is the operator's heartbeat.
 * - `network` keeps the list of relays, freezes and unfreezes.
 * - `recovery`, if there is one, replaces the charter after a delay when root's keys are lost.
 */
export type RoleName = 'root' | 'release' | 'notice' | 'network' | 'recovery';

export type CharterRoles = { readonly [R in Exclude<RoleName, 'recovery'>]: CharterRole } & {
  readonly recovery?: CharterRole;
};

/** How long operator and witnesses may be silent before members are told. */
export interface PulseDeadlines {
  readonly operatorSeconds: number;
  readonly witnessSeconds: number;
}

/** A charter with the bytes that it was read from, and their SHA-256 (32 bytes). */
export interface CharterDocument {
  readonly charter: Charter;
  readonly bytes: Uint8Array;
  readonly hash: Uint8Array;
}

/** Roles in the order of their codes, 0 to 4. */
export const roleNames: readonly RoleName[] = ['root', 'release', 'notice', 'network', 'recovery'];
