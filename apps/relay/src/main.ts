import { runServer } from '@sotto/server';
import { startRelay } from './assemble.ts';
import { readOptions } from './options.ts';

await runServer((log) => startRelay(readOptions(process.argv.slice(2), process.env), log));
