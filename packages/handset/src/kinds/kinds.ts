import { createPlugin, kindLimits } from '@sotto/core';
import type { KindVerdict, MessageKind, Plugin, Services } from '@sotto/core';
import { handsetError } from '../error.ts';
import { guardKind } from './guarded-kind.ts';
import type { GuardedKind } from './guarded-kind.ts';
import { isMessageKind } from './message-kind.ts';

/** The kinds of messages that this handset knows besides its own. */
export interface KnownKinds {
  /** `undefined`: no plugin has this media type. */
  readonly of: (mediaType: string) => GuardedKind | undefined;
  /** The verdict on bytes from a peer; `undefined` when no plugin has this media type. */
  readonly validate: (mediaType: string, data: Uint8Array) => KindVerdict | undefined;
}

/**
 * Creates the plugins and collects what they have.
 * @throws PLUGIN_UNUSABLE when a plugin does not keep to the point, or two of them have one media type
 */
export async function openKinds(
  plugins: readonly Plugin<'kinds'>[],
  services: Services,
): Promise<readonly MessageKind[]> {
  const all: MessageKind[] = [];
  const taken = new Set<string>();
  for (const plugin of plugins) {
    const { kinds } = await createPlugin(plugin, services);
    if (!isCatalogue(kinds)) throw unusable('A kinds plugin does not keep to its point.');
    for (const kind of kinds) {
      if (taken.has(kind.mediaType))
        throw unusable('Two kinds of messages have the same media type.');
      taken.add(kind.mediaType);
      all.push(kind);
    }
  }
  return all;
}

/**
 * Guards each kind: its bounds are looked at before and after every call. `report` gets a PLUGIN_UNUSABLE, once for each
 * kind, when it throws or gives what it must not; to the caller that is as if the content were invalid.
 */
export function createKinds(
  kinds: readonly MessageKind[],
  report: (error: unknown) => void,
): KnownKinds {
  const known = new Map(kinds.map((kind) => [kind.mediaType, guardKind(kind, report)]));
  return {
    of: (mediaType) => known.get(mediaType),
    validate: (mediaType, data) => known.get(mediaType)?.validate(data),
  };
}

function isCatalogue(kinds: unknown): kinds is readonly MessageKind[] {
  return (
    Array.isArray(kinds) &&
    kinds.length > 0 &&
    kinds.length <= kindLimits.maxKinds &&
    kinds.every(isMessageKind)
  );
}

function unusable(message: string): Error {
  return handsetError('PLUGIN_UNUSABLE', message);
}
