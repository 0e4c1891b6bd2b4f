import type { PicturesSubject } from '@sotto/contracts';
import { picturesContract, picturesRejections, runContract } from '@sotto/contracts';
import { canvasPictures } from '@sotto/pictures-canvas';
import { beforeAll, test } from 'vitest';
import { decode } from './decode.ts';
import { atRest } from './at-rest.ts';

beforeAll(atRest);

const make = async (): Promise<PicturesSubject> => ({ plugin: () => canvasPictures(), decode });

runContract(picturesContract(make), { test });
runContract(picturesRejections(make), { test });
