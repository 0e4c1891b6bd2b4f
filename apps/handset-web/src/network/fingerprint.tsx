import type { JSX } from 'preact';

/** A hash in groups that can be read out. Copied, it is one word: the gaps are drawn. */
export function Fingerprint({ hex }: { readonly hex: string }): JSX.Element {
  return (
    <output class="fingerprint" dir="ltr">
      {(hex.match(/.{1,8}/g) ?? []).map((group, at) => (
        <span key={at}>{group}</span>
      ))}
    </output>
  );
}
