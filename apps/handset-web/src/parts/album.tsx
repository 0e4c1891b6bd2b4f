import type { JSX } from 'preact';
import type { Message, PictureFacts } from '@sotto/handset';
import { PictureFrame } from './picture-frame.tsx';
import { Way } from './way.tsx';

/** The pictures of a message, one or several, and what was written to them. */
export function Album({
  message,
  pictures,
}: {
  readonly message: Message;
  readonly pictures: readonly PictureFacts[];
}): JSX.Element {
  const count = pictures.length;
  return (
    <>
      <div class={count === 1 ? 'album single' : 'album'}>
        {pictures.map((facts, index) => (
          <div key={index} class="album-cell">
            <PictureFrame message={message} facts={facts} index={index} count={count} />
          </div>
        ))}
      </div>
      <Way message={message} />
      {pictures.map(
        ({ caption }, index) =>
          caption && (
            <p key={index} dir="auto">
              {caption}
            </p>
          ),
      )}
    </>
  );
}

/** The pictures of a message; none when it is of another kind. */
export function picturesOf({ body }: Message): readonly PictureFacts[] {
  if (body.kind === 'picture') return [body];
  return body.kind === 'pictures' ? body.pictures : [];
}
