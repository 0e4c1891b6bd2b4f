import type { Network, NetworkState } from '@sotto/charter';
import { startNetwork } from '@sotto/charter';
import type { Context } from '../command.ts';
import { operatorError } from '../error.ts';
import type { Proposal } from '../proposal/proposal.ts';
import { openLog } from './open-log.ts';
import type { NetworkSettings } from './settings.ts';
import { readSettings } from './settings.ts';

/** The state of a network that has its charter. */
export type RunningState = NetworkState & { readonly network: Network };

type Place = Pick<Context, 'needed' | 'path' | 'world'>;

/** @throws OPERATOR_LOG when the folder knows no network */
export async function neededSettings({ needed, path }: Place): Promise<NetworkSettings> {
  const settings = await readSettings(path(needed('network')));
  if (settings === undefined)
    throw operatorError(
      'OPERATOR_LOG',
      'The folder of the network has no network.json: pull makes it, or name another folder with --network.',
    );
  return settings;
}

/** What the log of this folder comes to. @throws OPERATOR_LOG also when nothing was published yet */
export async function readRunning(context: Place): Promise<RunningState> {
  const settings = await neededSettings(context);
  const { state } = await logOf(settings, context);
  if (state.network === undefined)
    throw operatorError('OPERATOR_LOG', 'The network is not founded yet: its log is empty here.');
  return { ...state, network: state.network };
}

/**
 * The state that a proposal is judged in. Who founds a network has none of it yet: then a founding charter is judged by itself, and
 * what it is worth is for the person to compare.
 */
export async function stateFor({ act }: Proposal, context: Place): Promise<NetworkState> {
  const settings = await readSettings(context.path(context.needed('network')));
  if (settings !== undefined) return (await logOf(settings, context)).state;
  const isFounding = act.kind === 'charter' && act.body.document.charter.previous === null;
  if (isFounding) return startNetwork(act.body.document.hash);
  await neededSettings(context);
  return startNetwork(act.network);
}

async function logOf(
  { pin }: NetworkSettings,
  { needed, path, world }: Place,
): Promise<{ readonly state: NetworkState }> {
  const log = await openLog(path(needed('network')), pin, world.nowSeconds());
  return log.position;
}
