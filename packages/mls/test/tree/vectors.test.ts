import { declareTreeVectorTests } from './vector-tests.ts';

declareTreeVectorTests('every member');
