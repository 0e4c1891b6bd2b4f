import type { JSX } from 'preact';

const paths = {
  add: 'M12 5v14M5 12h14',
  back: 'M15 5l-7 7 7 7',
  block: 'M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0M6 6l12 12',
  close: 'M6 6l12 12M18 6L6 18',
  burn: 'M12 3c1 4 6 6 6 11a6 6 0 0 1-12 0c0-2 1-4 2-5 0 2 1 3 2 3 0-4 1-7 2-9',
  check: 'M5 13l4 4L19 7',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  down: 'M12 5v13M5 12l7 7 7-7',
  edit: 'M4 20l1-4L16 5l3 3L8 19z',
  forward: 'M14 6l6 6-6 6M20 12h-9c-4 0-7 2-7 7',
  gear: 'M4 7h9M17 7h3M4 17h3M11 17h9M13 7a2 2 0 1 0 4 0a2 2 0 1 0-4 0M7 17a2 2 0 1 0 4 0a2 2 0 1 0-4 0',
  group:
    'M5.5 8.5a3 3 0 1 0 6 0a3 3 0 1 0-6 0M2.5 19c0-4 3-5.5 6-5.5s6 1.5 6 5.5M15.5 6a3 3 0 0 1 0 5.5M17 14c3 .5 4.5 2.5 4.5 5',
  info: 'M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0M12 11v6M12 7.5v.1',
  lock: 'M7 11V8a5 5 0 0 1 10 0v3M5 11h14v9H5z',
  more: 'M5 12v.1M12 12v.1M19 12v.1',
  muted: 'M4 9v6h4l5 4V5L8 9zM17 10l4 4M21 10l-4 4',
  next: 'M9 5l7 7-7 7',
  note: 'M6 3h9l4 4v14H6zM9 9h6M9 13h6M9 17h4',
  once: 'M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0M10 9l2.5-1.5V17',
  person: 'M8 8a4 4 0 1 0 8 0a4 4 0 1 0-8 0M4 21c0-5 4-7 8-7s8 2 8 7',
  picture: 'M4 5h16v14H4zM4 16l5-5 4 4 2-2 5 5M15 9.5a.5.5 0 1 0 1 0a.5.5 0 1 0-1 0',
  pin: 'M9 4h6l-1 6 4 4H6l4-4zM12 14v6',
  poll: 'M5 20V10M12 20V4M19 20v-7',
  reply: 'M10 6l-6 6 6 6M4 12h9c4 0 7 2 7 7',
  retry: 'M20 11a8 8 0 1 0-2 6M20 5v6h-6',
  save: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  search: 'M4 11a7 7 0 1 0 14 0a7 7 0 1 0-14 0M16 16l5 5',
  send: 'M5 12h13M12 5l7 7-7 7',
  shield: 'M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6z',
  smile: 'M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0M8 14c1 2 2.5 2.5 4 2.5s3-.5 4-2.5M9 9.5v.1M15 9.5v.1',
  timer: 'M5 13a7 7 0 1 0 14 0a7 7 0 1 0-14 0M12 9v4l2 2M9 3h6',
  trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
} as const;

export type IconName = keyof typeof paths;

/** Those that point along the line of writing turn round in right-to-left text. */
const turning: ReadonlySet<IconName> = new Set(['back', 'next', 'send', 'reply', 'forward']);

/** A line icon. Decoration only: the button around it carries the name. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg
      class={turning.has(name) ? 'icon turns' : 'icon'}
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  );
}
