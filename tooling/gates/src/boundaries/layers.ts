import type { WorkspacePackage } from '../workspace.ts';

/** What one package may import of the others. */
interface Layer {
  /** Which packages it may name, by path; `*` stands for a part of a path. */
  readonly may: readonly string[];
  /** Of those, the ones it may name only in `import type`. */
  readonly typesOnly?: readonly string[];
  /** Neither a Node built-in, nor a global beyond the language itself and the few in `pureGlobals`. */
  readonly pure?: boolean;
  /** Runs in browsers too: no Node built-in. */
  readonly portable?: boolean;
}

const leaves = ['packages/ed25519-check', 'packages/picture-probe'];
const engines = [
  'packages/protocol',
  'packages/tlog',
  'packages/charter',
  'packages/actlog',
  'packages/mls',
];

/**
 * The direction of imports, first match wins. An arrow that is missing here is a decision: it belongs into the design
 * before it belongs into this list.
 */
const layers: readonly (readonly [pattern: string, layer: Layer])[] = [
  ['packages/core', { may: [], pure: true }],
  ['packages/ed25519-check', { may: [], pure: true }],
  ['packages/picture-probe', { may: [], pure: true }],
  ['packages/protocol', { may: ['packages/core', ...leaves], pure: true }],
  ['packages/tlog', { may: ['packages/core'], pure: true }],
  // Its formats are the protocol's deterministic CBOR; the protocol knows nothing of it.
  [
    'packages/charter',
    { may: ['packages/core', 'packages/protocol', 'packages/tlog'], pure: true },
  ],
  [
    'packages/actlog',
    {
      may: ['packages/core', 'packages/protocol', 'packages/tlog', 'packages/charter'],
      pure: true,
    },
  ],
  ['packages/mls', { may: ['packages/core', 'packages/ed25519-check'], pure: true }],
  ['packages/handset', { may: ['packages/core', ...engines, ...leaves], portable: true }],
  ['packages/server', { may: ['packages/core'] }],
  ['packages/terminal', { may: ['packages/core'] }],
  ['packages/relay', { may: ['packages/core', 'packages/server', ...engines, ...leaves] }],
  ['packages/contracts', { may: ['packages/core', 'packages/protocol', ...leaves] }],
  [
    'packages/simulator',
    {
      may: [
        'packages/core',
        ...engines,
        ...leaves,
        'packages/handset',
        'packages/relay',
        'plugins/*-memory',
        'plugins/access-open',
      ],
    },
  ],
  [
    'plugins/*',
    {
      may: ['packages/core', 'packages/protocol', ...leaves],
      typesOnly: ['packages/protocol'],
    },
  ],
  [
    'apps/*',
    {
      may: [
        'packages/core',
        ...engines,
        ...leaves,
        'packages/handset',
        'packages/relay',
        'packages/server',
        'packages/terminal',
        'plugins/*',
      ],
    },
  ],
  ['examples/*', { may: ['packages/core', ...engines, 'packages/handset', 'plugins/*'] }],
  ['tooling/*', { may: ['packages/*', 'plugins/*', 'apps/*', 'examples/*', 'tooling/*'] }],
];

const peers = 'tooling/bench/src/mls/peers/';

/** A third-party package that only these folders may import. */
export const seams: ReadonlyMap<string, readonly string[]> = new Map([
  // Run beside ours to compare, part of nothing that is published. libsignal is AGPL-3.0.
  ['@signalapp/libsignal-client', [peers]],
  ['mls-ts', [peers]],
  ['ts-mls', [peers]],
]);

/** Globals that a pure package may name although the language does not have them: every platform we know does. */
export const pureGlobals: readonly string[] = ['AbortSignal', 'TextDecoder', 'TextEncoder'];

export function layerOf(pkg: WorkspacePackage): Layer | undefined {
  return layers.find(([pattern]) => matches(pattern, pkg.path))?.[1];
}

/** A sentence when `from` may not import `to` in its sources, undefined when it may. */
export function forbiddenImport(
  from: WorkspacePackage,
  to: WorkspacePackage,
  typeOnly: boolean,
): string | undefined {
  const layer = layerOf(from);
  if (layer === undefined) return `${from.path} has no layer`;
  if (!layer.may.some((pattern) => matches(pattern, to.path))) {
    return `${from.path} may not import ${to.path}`;
  }
  if (!typeOnly && layer.typesOnly?.some((pattern) => matches(pattern, to.path))) {
    return `${from.path} may import only types of ${to.path}`;
  }
  return undefined;
}

function matches(pattern: string, path: string): boolean {
  return new RegExp(`^${pattern.replaceAll('*', '[^/]+')}$`).test(path);
}
