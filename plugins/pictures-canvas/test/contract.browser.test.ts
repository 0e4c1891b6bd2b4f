import type { PicturesSubject } from '@sotto/contracts';
import { picturesContract, picturesRejections, runContract } from '@sotto/contracts';
import { canvasPictures } from '@sotto/pictures-canvas';
import { test } from 'vitest';
import { decode } from './decode.ts';

const make = async (): Promise<PicturesSubject> => ({ plugin: () => canvasPictures(), decode });

runContract(picturesContract(make), { test });
runContract(picturesRejections(make), { test });
