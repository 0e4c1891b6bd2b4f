import type { Command } from '../command.ts';
import type { DependencyKind, OutsideAccount } from '../dependencies/dependencies-file.ts';
import { dependencyKinds, readDependencies } from '../dependencies/dependencies-file.ts';
import type { NeededHost } from '../dependencies/hosts.ts';
import { isCovered, neededHosts } from '../dependencies/hosts.ts';
import { singlePoints } from '../dependencies/single-points.ts';
import { neededSettings, readRunning } from '../network/state-for.ts';

export const dependencies: Command = {
  name: 'dependencies',
  arguments: '',
  summary:
    'Names every host and outside account that could interrupt or redirect the network, and what is not known of them.',
  options: [],
  minArguments: 0,
  maxArguments: 0,
  run: async (context) => {
    const { needed, path, show } = context;
    const { network } = await readRunning(context);
    const { witnessUrls } = await neededSettings(context);
    const accounts = await readDependencies(path(needed('network')));
    const hosts = neededHosts(network, witnessUrls);
    const missing = [
      ...hosts.flatMap((host) => missingOf(host, accounts)),
      ...network.document.charter.witnesses
        .map((witness) => witness.split('+', 1)[0] ?? '')
        .filter((name) => !witnessUrls.has(name))
        .map(
          (name) =>
            `The witness ${name} has no address in network.json: nothing is known of its host.`,
        ),
      ...unneeded(hosts, accounts),
    ];
    await show([
      ...hosts.flatMap((host) => sayHost(host, accounts)),
      '',
      'Single points:',
      ...singlePoints(network, hosts, accounts).map((line) => `  ${line}`),
    ]);
    if (missing.length === 0) return;
    await show([
      '',
      'Missing (dependencies.json in the folder of the network):',
      ...missing.map((line) => `  ${line}`),
    ]);
    return 'care';
  },
};

const effects: { readonly [K in DependencyKind]: string } = {
  registrar: 'can take the name away or redirect it',
  dns: 'can redirect the name',
  hosting: 'can stop the machine, and change what it serves',
  certificates: 'can issue a certificate for somebody else',
};

function sayHost(host: NeededHost, accounts: readonly OutsideAccount[]): readonly string[] {
  return [
    `${host.host}: ${host.uses.map(({ as, name }) => `${as} ${name}`).join(', ')}`,
    ...accounts
      .filter(({ covers }) => isCovered(host.host, covers))
      .map(
        ({ kind, company, account, holders }) =>
          `  ${kind} at ${company}, account "${account}", held by ${holders.join(', ') || 'nobody'}: ${effects[kind]}`,
      ),
  ];
}

function missingOf(host: NeededHost, accounts: readonly OutsideAccount[]): readonly string[] {
  const kinds = dependencyKinds.filter(
    (kind) => kind === 'hosting' || (kind === 'certificates' ? host.isSecure : host.isNamed),
  );
  return kinds
    .filter(
      (kind) => !accounts.some((one) => one.kind === kind && isCovered(host.host, one.covers)),
    )
    .map((kind) => `${host.host}: no account for ${kind}`);
}

/** An account that covers nothing is out of date, or mistyped. */
function unneeded(
  hosts: readonly NeededHost[],
  accounts: readonly OutsideAccount[],
): readonly string[] {
  return accounts
    .filter(({ covers }) => !hosts.some(({ host }) => isCovered(host, covers)))
    .map(({ kind, account }) => `The ${kind} account "${account}" covers no host that is needed.`);
}
