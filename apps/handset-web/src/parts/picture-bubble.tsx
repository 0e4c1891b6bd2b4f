import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Message, MessageBody } from '@sotto/handset';
import { progress } from '../session/chats.ts';
import { view } from '../session/router.ts';
import { t, tError } from '../strings/language.ts';
import { Action } from './button.tsx';
import { Thumb } from './thumb.tsx';
import { usePicture } from './use-picture.ts';

type PictureBody = Extract<MessageBody, { kind: 'picture' }>;

/** A picture in a conversation: its blur, then itself, with progress on the way. */
export function PictureBubble({
  message,
  body,
}: {
  readonly message: Message;
  readonly body: PictureBody;
}): JSX.Element {
  const picture = usePicture(message);
  const { load } = picture;
  // What is small or here already is shown by itself; the rest waits for a tap, so that nobody pays for it unasked.
  const small = body.here || body.sizeBytes <= 4 << 20;
  useEffect(() => {
    if (small) void load();
  }, [small, load]);
  const open = (): void => view(message);
  const label = body.caption
    ? t('openPictureCaption', { caption: body.caption })
    : t('openPicture');
  const shape = { aspectRatio: `${bounded(body.width)} / ${bounded(body.height)}` };
  return (
    <>
      <div class="picture" style={shape}>
        <Thumb hash={body.thumbhash} />
        {picture.url !== undefined && (
          <button type="button" class="picture-button" aria-label={label} onClick={open}>
            <img src={picture.url} alt="" />
          </button>
        )}
        {picture.url === undefined &&
          picture.percent === undefined &&
          (!small || picture.error !== undefined) && <Action label={t('loadPicture')} run={load} />}
      </div>
      <Way message={message} percent={picture.percent} />
      {picture.error !== undefined && (
        <p class="error" role="alert">
          {tError(picture.error)}
        </p>
      )}
      {body.caption && <p dir="auto">{body.caption}</p>}
    </>
  );
}

/** How far a picture is on its way, either way. */
function Way({
  message,
  percent,
}: {
  readonly message: Message;
  readonly percent: number | undefined;
}): JSX.Element | null {
  const up = progress.value.get(message.id);
  if (percent !== undefined) return <Bar text={t('downloading', { percent })} percent={percent} />;
  if (message.state !== 'uploading') return null;
  if (!up || up.totalBytes === 0) return <Bar text={t('preparing')} percent={0} />;
  const done = Math.floor((up.doneBytes / up.totalBytes) * 100);
  return <Bar text={t('uploading', { percent: done })} percent={done} />;
}

function Bar({ text, percent }: { readonly text: string; readonly percent: number }): JSX.Element {
  return (
    <div class="way">
      <progress max={100} value={percent} aria-label={text} />
      <span aria-hidden="true">{text}</span>
    </div>
  );
}

/** A sender's dimensions shape the frame only, within reason. */
function bounded(side: number): number {
  return Math.min(Math.max(side, 1), 20_000);
}
