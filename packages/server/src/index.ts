export { jsonLog } from './json-log.ts';
export { environmentName, givenOptions, UsageError } from './options.ts';
export type { GivenOptions, OptionFacts, OptionTable } from './options.ts';
export { remoteAddress } from './remote-address.ts';
export { remoteKey } from './remote-key.ts';
export { runServer } from './run-server.ts';
export type { RunningServer } from './run-server.ts';
export { TokenBucket } from './token-bucket.ts';
export type { Rate } from './token-bucket.ts';
