import { availableParallelism } from 'node:os';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';

const conditions = ['@sotto/source', 'module', 'import', 'default'];
const chromium = process.env['SOTTO_CHROMIUM'];
// One core less than there are would leave a machine of two with one at work.
const maxWorkers = Math.max(2, availableParallelism() - 1);

export default defineConfig({
  resolve: { conditions: [...conditions, 'browser'] },
  ssr: {
    resolve: { conditions: [...conditions, 'node'], externalConditions: ['@sotto/source', 'node'] },
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          maxWorkers,
          environment: 'node',
          include: ['{packages,plugins,apps,examples,tooling}/*/test/**/*.test.{ts,tsx}'],
          exclude: ['**/*.{browser,journey}.test.{ts,tsx}', '**/node_modules/**'],
          testTimeout: 60_000,
          execArgv: ['--conditions=@sotto/source'],
        },
      },
      {
        // Whole journeys of people: real servers, a real Chromium, driven from Node.
        extends: true,
        test: {
          name: 'journey',
          environment: 'node',
          include: ['{apps,examples}/*/test/**/*.journey.test.ts'],
          testTimeout: 120_000,
          // Echo makes a handset first, at the cost of a real one.
          hookTimeout: 120_000,
          expect: { poll: { timeout: 15_000 } },
          execArgv: ['--conditions=@sotto/source'],
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['{packages,plugins,apps}/*/test/**/*.browser.test.{ts,tsx}'],
          testTimeout: 60_000,
          expect: { poll: { timeout: 15_000 } },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                ...(chromium ? { executablePath: chromium } : {}),
                args: [
                  '--no-sandbox',
                  '--disable-gpu',
                  '--disable-quic',
                  '--no-first-run',
                  '--disable-background-networking',
                  '--disable-component-update',
                  '--disable-sync',
                ],
              },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
