import { declareTreeVectorTests } from './vector-tests.ts';

declareTreeVectorTests('two members');
