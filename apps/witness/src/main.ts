import { runServer } from '@sotto/server';
import { startWitness } from './assemble.ts';
import { readOptions } from './options.ts';
import { raiseAlarm } from './raise-alarm.ts';

await runServer((log) => {
  const options = readOptions(process.argv.slice(2), process.env);
  return options.alarm === undefined
    ? startWitness(options, log)
    : raiseAlarm(options.alarm, Date.now(), log);
});
