import type { KnownNetwork } from '@sotto/handset';
import type { WordKey } from './words/en.ts';

type Role = KnownNetwork['roles'][number]['role'];

/** What each role is for. */
export const roleWords: Readonly<Record<Role, WordKey>> = {
  root: 'roleRoot',
  release: 'roleRelease',
  notice: 'roleNotice',
  network: 'roleNetwork',
  recovery: 'roleRecovery',
};
