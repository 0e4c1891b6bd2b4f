export { memoryLink } from './memory-link.ts';
export type { FarConnection, MemoryLinkOptions, MemoryRelay, Weather } from './memory-link.ts';
