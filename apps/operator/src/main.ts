import { processTerminal, stopSignal } from '@sotto/terminal';
import { runProgram } from './program.ts';
import { ageWorkFactor } from './keys/age-file.ts';
import { operatorLimits } from './limits.ts';

const world = {
  ...processTerminal('operator'),
  nowSeconds: () => Math.floor(Date.now() / 1000),
  ageWorkFactor,
  witnessTimeoutMs: operatorLimits.witnessTimeoutMs,
};
process.exitCode = await runProgram(process.argv.slice(2), world, stopSignal());
