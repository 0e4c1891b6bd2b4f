import type { ComponentChildren, JSX } from 'preact';

/** Names that are shown as mentions when they stand behind an @. */
interface RichTextProps {
  readonly text: string;
  readonly names?: readonly string[];
}

/**
 * A message's text. Addresses become links that are opened by a tap alone and tell the other side nothing about where
 * they stood; nothing is fetched before. Everything else is text: there is no markup.
 */
export function RichText({ text, names = [] }: RichTextProps): JSX.Element {
  return (
    <p dir="auto">
      {splitLinks(text).map((part, index) =>
        part.link ? (
          <a
            key={index}
            href={part.link}
            title={part.link}
            target="_blank"
            rel="noreferrer noopener nofollow"
          >
            {part.text}
          </a>
        ) : (
          mentions(part.text, names)
        ),
      )}
    </p>
  );
}

interface Part {
  readonly text: string;
  /** An address with http or https. */
  readonly link?: string;
}

const address = /https?:\/\/[^\s<>"'`]+/giu;
/** What closes a sentence or a bracket around an address belongs to the sentence. */
const trailing = /[.,;:!?…)\]}»”’]+$/u;

/** Cuts a text at the web addresses in it. */
export function splitLinks(text: string): readonly Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of text.matchAll(address)) {
    const shown = withoutTrailing(match[0]);
    if (!URL.canParse(shown)) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    // As the browser understands it: letters of other scripts in a host name become visible as xn--.
    parts.push({ text: shown, link: new URL(shown).href });
    end = match.index + shown.length;
  }
  if (end < text.length || parts.length === 0) parts.push({ text: text.slice(end) });
  return parts;
}

function withoutTrailing(shown: string): string {
  const cut = shown.replace(trailing, '');
  // An address may hold a pair of brackets, as those of encyclopedias do.
  const next = shown.slice(cut.length);
  return next.startsWith(')') && cut.includes('(') ? `${cut})` : cut;
}

function mentions(text: string, names: readonly string[]): ComponentChildren {
  const name = names.find((one) => text.includes(`@${one}`));
  if (name === undefined) return text;
  const at = text.indexOf(`@${name}`);
  const end = at + name.length + 1;
  return [
    mentions(text.slice(0, at), names),
    <bdi key={at} class="mention">{`@${name}`}</bdi>,
    mentions(text.slice(end), names),
  ];
}
