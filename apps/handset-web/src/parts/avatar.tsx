import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { IconName } from './icon.tsx';
import { Icon } from './icon.tsx';

interface AvatarProps {
  readonly name: string;
  /** Anything that stays the same for one person or group; gives the colour. */
  readonly of: string;
  readonly picture?: Uint8Array | undefined;
  /** Instead of a letter. */
  readonly icon?: IconName | undefined;
  readonly size?: 'small' | 'large';
}

/** A round picture, or the first letter of a name. Decoration: the name stands beside it. */
export function Avatar({ name, of, picture, icon, size }: AvatarProps): JSX.Element {
  const url = useBytes(picture);
  return (
    <span class={`avatar ${hueOf(of)} ${size ?? ''}`} aria-hidden="true">
      {url !== undefined ? (
        <img src={url} alt="" />
      ) : icon ? (
        <Icon name={icon} />
      ) : (
        firstLetter(name)
      )}
    </span>
  );
}

/** A class with one of eight colours that are readable in both themes. */
export function hueOf(of: string): string {
  let sum = 0;
  for (const character of of.slice(0, 16)) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 997;
  return `hue-${sum % 8}`;
}

function firstLetter(name: string): string {
  return (Array.from(name.trim())[0] ?? '·').toLocaleUpperCase();
}

/** Bytes of a picture as an object URL, revoked when they change or leave the screen. */
function useBytes(bytes: Uint8Array | undefined): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (!bytes || bytes.length === 0) {
      setUrl(undefined);
      return undefined;
    }
    const made = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>]));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes]);
  return url;
}
