import { kindsContract, kindsRejections, runContract } from '@sotto/contracts';
import type { KindsSubject } from '@sotto/contracts';
import { pollKinds } from '@sotto/kinds-poll';
import { test } from 'vitest';
import { samples } from './samples.ts';

async function make(): Promise<KindsSubject> {
  return { plugin: () => pollKinds(), samples };
}

runContract(kindsContract(make), { test });
runContract(kindsRejections(make), { test });
