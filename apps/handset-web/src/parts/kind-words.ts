import { kindLimits } from '@sotto/core';
import type { KindViewWord } from '@sotto/core';

/** The bounds of what a view may do to the page. */
const kindFrameLimits = {
  /** A higher view scrolls inside. */
  maxPixels: 640,
  /** Within a second; a view that goes on changing keeps the height it had. */
  maxHeightsPerSecond: 20,
  /** Between two answers. */
  minAnswerGapMs: 300,
} as const;

/** Hears what a view says. Anything may come. */
export interface KindWords {
  /** `mayAnswer`: whether the person did something in the frame just now. `nowMs`: of a clock that does not jump. */
  readonly hear: (word: unknown, mayAnswer: boolean, nowMs: number) => KindViewWord | undefined;
}

/** Gives only whole words within their bounds: heights that are cut to them, and answers that a person can have given. */
export function createKindWords(): KindWords {
  let heights: number[] = [];
  let answeredAtMs = -Infinity;
  return {
    hear: (word, mayAnswer, nowMs) => {
      if (typeof word !== 'object' || word === null) return undefined;
      const { type, pixels, data } = word as Readonly<Record<string, unknown>>;
      if (type === 'height' && typeof pixels === 'number' && pixels >= 0) {
        heights = heights.filter((atMs) => atMs > nowMs - 1_000);
        if (heights.length >= kindFrameLimits.maxHeightsPerSecond) return undefined;
        heights.push(nowMs);
        return { type, pixels: Math.min(Math.ceil(pixels), kindFrameLimits.maxPixels) };
      }
      if (type !== 'answer' || !(data instanceof Uint8Array) || !mayAnswer) return undefined;
      if (data.length > kindLimits.maxDataBytes) return undefined;
      if (nowMs < answeredAtMs + kindFrameLimits.minAnswerGapMs) return undefined;
      answeredAtMs = nowMs;
      return { type, data: new Uint8Array(data) };
    },
  };
}
