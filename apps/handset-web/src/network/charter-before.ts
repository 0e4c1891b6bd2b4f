import type { NetworkAct, NetworkApi } from '@sotto/handset';

type Counted = Extract<NetworkAct, { readonly kind: unknown }>;
export type Charter = Extract<
  Counted['act'],
  { readonly kind: 'charter' }
>['body']['document']['charter'];

const pageActs = 200;

/** The charter that an act lays down or announces. */
export function charterIn(act: NetworkAct): Charter | undefined {
  if ('refused' in act) return undefined;
  const { kind, body } = act.act;
  return kind === 'charter' || kind === 'recovery' ? body.document.charter : undefined;
}

/** The charter that was in force when an entry was logged; none before the first. */
export async function charterBefore(
  entry: number,
  api: Pick<NetworkApi, 'acts'>,
): Promise<Charter | undefined> {
  // An announced charter came into force by the act that ends the recovery.
  let isInForce = false;
  for await (const act of olderThan(entry, api)) {
    if ('refused' in act) continue;
    if (act.kind === 'charter' || (act.kind === 'recovery' && isInForce)) return charterIn(act);
    if (act.kind === 'recoveryEnd') isInForce = true;
  }
  return undefined;
}

async function* olderThan(
  entry: number,
  api: Pick<NetworkApi, 'acts'>,
): AsyncGenerator<NetworkAct> {
  for (let before = entry; before > 0;) {
    const page = await api.acts({ before, limit: pageActs });
    yield* page;
    before = page.at(-1)?.entry ?? 0;
  }
}
