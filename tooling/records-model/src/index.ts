export { checkAgainstModel } from './check-against-model.ts';
export type { ModelCheckOptions, RecordsUnderTest } from './check-against-model.ts';
