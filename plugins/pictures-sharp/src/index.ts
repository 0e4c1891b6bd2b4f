export { sharpPictures } from './sharp-pictures.ts';
export type { SharpPicturesOptions } from './sharp-pictures.ts';
