import type { NetworkAct } from '@sotto/handset';
import { isoTime } from '../iso-time.ts';

type Counted = Extract<NetworkAct, { readonly kind: unknown }>;
type Body<Kind extends Counted['act']['kind']> = Extract<
  Counted['act'],
  { readonly kind: Kind }
>['body'];

/** One entry of the log: an act with what it says, or why it counts for nothing. */
export interface ActRow {
  readonly type: 'act';
  readonly entry: number;
  readonly kind?: Counted['kind'];
  readonly loggedAt?: string;
  readonly signedBy?: Counted['signedBy'];
  readonly refused?: string;
  /** Of the network, or of what was released. */
  readonly name?: string;
  readonly version?: string;
  readonly changes?: Body<'relays'>['changes'];
  readonly grade?: Body<'notice'>['grade'];
  readonly level?: Body<'freeze'>['level'];
  readonly texts?: Body<'notice'>['texts'];
  /** Of a notice or a freeze: when it is over by itself. */
  readonly until?: string;
}

export function actRow(act: NetworkAct): ActRow {
  if ('refused' in act) return { type: 'act', entry: act.entry, refused: act.refused };
  const { entry, kind, signedBy } = act;
  return {
    ...{ type: 'act', entry, kind, loggedAt: isoTime(act.loggedAtMs), signedBy },
    ...whatItSays(act.act),
  };
}

function whatItSays(act: Counted['act']): Partial<ActRow> {
  switch (act.kind) {
    case 'charter':
    case 'recovery':
      return { name: act.body.document.charter.name };
    case 'relays':
      return { changes: act.body.changes };
    case 'notice': {
      const { grade, texts, expiresAtSeconds } = act.body;
      return { grade, texts, until: isoTime(1_000 * expiresAtSeconds) };
    }
    case 'freeze': {
      const { level, reasons, endsAtSeconds } = act.body;
      return { level, texts: reasons, until: isoTime(1_000 * endsAtSeconds) };
    }
    case 'unfreeze':
      return { texts: act.body.reasons };
    case 'release':
    case 'rebuild':
      return { name: act.body.name, version: act.body.version };
    case 'heartbeat':
    case 'recoveryEnd':
    case 'recoveryStop':
      return {};
  }
}
