import type { JSX } from 'preact';

const paths = {
  add: 'M12 5v14M5 12h14',
  back: 'M15 5l-7 7 7 7',
  close: 'M6 6l12 12M18 6L6 18',
  gear: 'M4 7h9M17 7h3M4 17h3M11 17h9M13 7a2 2 0 1 0 4 0a2 2 0 1 0-4 0M7 17a2 2 0 1 0 4 0a2 2 0 1 0-4 0',
  lock: 'M7 11V8a5 5 0 0 1 10 0v3M5 11h14v9H5z',
  picture: 'M4 5h16v14H4zM4 16l5-5 4 4 2-2 5 5M15 9.5a.5.5 0 1 0 1 0a.5.5 0 1 0-1 0',
  send: 'M5 12h13M12 5l7 7-7 7',
  shield: 'M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6z',
  down: 'M12 5v13M5 12l7 7 7-7',
  retry: 'M20 11a8 8 0 1 0-2 6M20 5v6h-6',
  save: 'M12 4v11M7 11l5 5 5-5M5 20h14',
} as const;

/** A line icon. Decoration only: the button around it carries the name. `back` turns round in right-to-left text. */
export function Icon({ name }: { readonly name: keyof typeof paths }): JSX.Element {
  const turns = name === 'back' || name === 'send';
  return (
    <svg
      class={turns ? 'icon turns' : 'icon'}
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  );
}
