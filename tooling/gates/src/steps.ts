import { checkApi } from './api/check.ts';
import { checkBoundaries } from './boundaries/check.ts';
import { checkBundleSizes } from './bundle-size/check.ts';
import { checkChangesets } from './changesets/check.ts';
import { checkConformance } from './conformance/check.ts';
import { checkErrorsTable } from './errors-table/check.ts';
import { checkLimitsTable } from './limits-table/check.ts';
import { checkProto } from './proto/check.ts';
import { checkPublished } from './published/check.ts';
import { checkReferences } from './references/check.ts';
import { gateStep, toolStep } from './runner/make-step.ts';
import type { Step } from './runner/step.ts';
import { checkSnippets } from './snippets/check.ts';
import { runBrowserTests } from './tests/browser.ts';
import { runVitest } from './tests/vitest.ts';

/** Everything that `npm test` runs, quick and telling first. */
export const steps: readonly Step[] = [
  toolStep('format', 'oxfmt', [['oxfmt', '--check', '.']]),
  toolStep('lint', 'oxlint, type-aware', [['oxlint', '--type-aware', '--deny-warnings']]),
  gateStep('references', 'tsconfig files', checkReferences),
  toolStep('types', 'tsc -b', [['tsc', '-b']]),
  gateStep('boundaries', 'files', checkBoundaries),
  toolStep('unused', 'knip', [['knip', '--no-progress', '--no-config-hints']]),
  toolStep('manifests', 'sherif', [['sherif']]),
  gateStep('errors', 'codes', checkErrorsTable),
  gateStep('limits', 'bounds', checkLimitsTable),
  gateStep('conformance', 'rules', checkConformance),
  gateStep('proto', 'schemas', checkProto),
  gateStep('snippets', 'snippets', checkSnippets),
  gateStep('changesets', 'published packages', checkChangesets),
  gateStep('api', 'packages', checkApi, { after: ['types'] }),
  gateStep('published', 'packages', checkPublished, { after: ['types'] }),
  toolStep('web', 'the web handset is built', [
    ['turbo', 'run', 'build', '--output-logs=errors-only'],
  ]),
  gateStep('size', 'files', checkBundleSizes, { after: ['web'] }),
  { name: 'tests', run: (context) => runVitest('node', context) },
  { name: 'browser', after: ['web'], run: (context) => runBrowserTests('browser', context) },
  { name: 'journeys', after: ['web'], run: (context) => runBrowserTests('journey', context) },
];
