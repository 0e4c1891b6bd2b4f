import { declareVectorTests } from './vector-tests.ts';

await declareVectorTests();
