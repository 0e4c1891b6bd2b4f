import { arNotices } from './ar-notices.ts';
import { arScreens } from './ar-screens.ts';
import type { NetworkWords } from './en.ts';

export const arNetworkWords: NetworkWords = { ...arScreens, ...arNotices };
