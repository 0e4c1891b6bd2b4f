export { canvasPictures } from './canvas-pictures.ts';
export type { CanvasPicturesOptions } from './canvas-pictures.ts';
