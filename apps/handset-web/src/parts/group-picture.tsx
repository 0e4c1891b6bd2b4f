import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { t } from '../strings/language.ts';
import { Avatar } from './avatar.tsx';
import { Action } from './button.tsx';

interface GroupPictureProps {
  readonly name: string;
  readonly of: string;
  readonly picture: Uint8Array | undefined;
  /** Undefined removes it. */
  readonly change: (picture: Uint8Array | undefined) => void | Promise<void>;
}

/** The picture of a group, and the ways to another or none. */
export function GroupPicture({ name, of, picture, change }: GroupPictureProps): JSX.Element {
  const picker = useRef<HTMLInputElement>(null);
  const has = picture !== undefined && picture.length > 0;
  return (
    <div class="row">
      <Avatar
        name={name}
        of={of}
        picture={picture}
        icon={name.trim() === '' ? 'group' : undefined}
        size="large"
      />
      <input
        ref={picker}
        type="file"
        autocomplete="off"
        hidden
        accept="image/jpeg,image/png,image/webp"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          currentTarget.value = '';
          if (file) void file.arrayBuffer().then((bytes) => change(new Uint8Array(bytes)));
        }}
      />
      <div class="stack">
        <Action
          label={t(has ? 'groupPictureChange' : 'groupPictureChoose')}
          run={() => picker.current?.click()}
        />
        {has && <Action label={t('groupPictureRemove')} run={() => change(undefined)} />}
      </div>
    </div>
  );
}
