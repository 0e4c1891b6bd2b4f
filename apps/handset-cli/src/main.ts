#!/usr/bin/env node
import { runProgram } from './program.ts';
import { stopSignal } from './stop-signals.ts';
import { processTerminal } from './terminal.ts';

// Whatever this program writes is its owner's alone.
process.umask(0o077);
process.exitCode = await runProgram(process.argv.slice(2), processTerminal(), stopSignal());
