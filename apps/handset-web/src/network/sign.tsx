import type { JSX } from 'preact';

const paths = {
  advice: 'M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0M12 11v6M12 7.5v.1',
  update: 'M12 3v11M7 9l5 5 5-5M4 20h16',
  stop: 'M8 3h8l5 5v8l-5 5H8l-5-5V8zM8 12h8',
  move: 'M3 6h9v12H3M9 12h12M17 8l4 4-4 4',
  destroy: 'M9 8a4 4 0 1 0-8 0a4 4 0 1 0 8 0M8 11l5 5M10 13l2-2M15 18l6 5M14 12l7-5M18 15l5-1',
  pause: 'M8 5v14M16 5v14',
  alarm: 'M6 17V11a6 6 0 0 1 12 0v6M4 17h16M10 20a2 2 0 0 0 4 0M12 5V3M3 6l2-2M21 6l-2-2',
  split: 'M12 21v-7M12 14L5 7M12 14l7-7M5 12V7h5M14 7h5v5',
  quiet: 'M2 12h7l2-4 2 6 1-2h1M18 12h.1M22 12h.1',
  key: 'M11 8a4 4 0 1 0-8 0a4 4 0 1 0 8 0M10 11l9 9M14 15l2-2M17 18l2-2',
  fine: 'M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6zM8 12l3 3 5-6',
} as const;

export type SignName = keyof typeof paths;

/** What tells kinds of news apart besides their words and colours. Decoration for screen readers: the words say it. */
export function Sign({ name }: { readonly name: SignName }): JSX.Element {
  return (
    <svg
      class={name === 'move' ? 'icon sign turns' : 'icon sign'}
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  );
}
