import { runServer } from '@sotto/server';
import { startWitness } from './assemble.ts';
import { readOptions } from './options.ts';

await runServer((log) => startWitness(readOptions(process.argv.slice(2), process.env), log));
