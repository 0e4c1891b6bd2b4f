import { kindLimits } from '@sotto/core';
import type { KindView } from '@sotto/core';
import { ensure } from '../ensure.ts';
import type { KindsClauses } from './subject.ts';

/** What must not stand in a view: none of it would work, or it would tell somebody that a message was opened. */
const foreign: readonly (readonly [what: string, in_: keyof KindView, pattern: RegExp])[] = [
  [
    'a frame, link or document of its own',
    'markup',
    element('iframe|frame|object|embed|portal|link|base|meta'),
  ],
  ['a form', 'markup', element('form')],
  ['a script or style element', 'markup', element('script|style')],
  ['an inline event handler', 'markup', /<[^>]*[\s"'/]on[a-z]+\s*=/i],
  ['an inline style', 'markup', /<[^>]*[\s"'/]style\s*=/i],
  [
    'an address',
    'markup',
    /(?:[\s"'/](?:src|srcset|href|poster|action|formaction|ping|background)\s*=\s*(?!["']?#))|javascript:/i,
  ],
  ['an address', 'style', /url\(|@import|image-set\(|src\(/i],
  ['an address', 'script', /\b(?:https?|wss?|ftp|data|blob):(?!\/\/www\.w3\.org\/)/i],
  ['the end of its element', 'style', /<\/style/i],
  ['the end of its element', 'script', /<\/script|<!--/i],
];

/** What a view holds. That it works is shown where there is a browser. */
export const kindViewClauses: KindsClauses<'view-bounded' | 'view-contained'> = {
  'view-bounded': {
    promise: 'a view has text for its three parts, at most 65,536 characters together',
    check: async ({ create }) => {
      for (const { view } of (await create()).kinds) {
        if (view === undefined) continue;
        const parts = [view.markup, view.style, view.script];
        ensure(
          parts.every((part) => typeof part === 'string'),
          'a part that is no text',
        );
        const { length } = parts.join('');
        ensure(length <= kindLimits.maxViewChars, `${length} characters`);
      }
    },
  },
  'view-contained': {
    promise:
      'a view names no address and opens no frame, form, handler or element that it must not',
    check: async ({ create }) => {
      for (const { view } of (await create()).kinds) {
        if (view === undefined) continue;
        for (const [what, part, pattern] of foreign) {
          ensure(!pattern.test(view[part]), `${what} in its ${part}`);
        }
      }
    },
  },
};

function element(names: string): RegExp {
  return new RegExp(`<(?:${names})[\\s>/]`, 'i');
}
