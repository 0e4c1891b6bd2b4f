import type { PicturesSubject } from '@sotto/contracts';
import { picturesContract, picturesRejections, runContract } from '@sotto/contracts';
import { sharpPictures } from '@sotto/pictures-sharp';
import { test } from 'vitest';
import { decode } from './decode.ts';

const make = async (): Promise<PicturesSubject> => ({ plugin: () => sharpPictures(), decode });

runContract(picturesContract(make), { test });
runContract(picturesRejections(make), { test });
