import type { UnlockOptions, Vault } from '@sotto/handset';
import type { VaultCommand, VaultContext } from '../../command.ts';
import { protectionRow } from '../../output/protection-row.ts';

interface KeysCommand extends Omit<VaultCommand, 'on' | 'run' | 'minArguments' | 'needsHandset'> {
  readonly act: (vault: Vault, unlocking: UnlockOptions, context: VaultContext) => Promise<void>;
}

/** A command that takes the passphrase and changes what opens the handset. It prints the same whatever that is. */
export function onKeys({ act, ...facts }: KeysCommand): VaultCommand {
  return {
    ...facts,
    on: 'vault',
    needsHandset: true,
    minArguments: 0,
    run: async (context) => {
      const { vault, unlocking, emit } = context;
      await act(vault, await unlocking(), context);
      await emit(protectionRow(await vault.protection()));
    },
  };
}
