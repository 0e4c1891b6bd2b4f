#!/usr/bin/env node
import { processTerminal, stopSignal } from '@sotto/terminal';
import { runProgram } from './program.ts';

// Whatever this program writes is its owner's alone.
process.umask(0o077);
process.exitCode = await runProgram(process.argv.slice(2), processTerminal('sotto'), stopSignal());
