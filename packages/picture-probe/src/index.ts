export { admitArrivedPicture, admitPicture } from './admit.ts';
export type { AdmissionRefusal, PictureLimits } from './admit.ts';
export { pngImageData } from './png-image-data.ts';
export type { PngImageData } from './png-image-data.ts';
export { probePicture } from './probe.ts';
export type { ProbeRefusal } from './probe.ts';
export type { Orientation, PictureMediaType, PictureProbe } from './scan.ts';
export { stripPicture } from './strip.ts';
