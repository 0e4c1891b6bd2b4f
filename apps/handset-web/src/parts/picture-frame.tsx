import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Message, PictureFacts } from '@sotto/handset';
import { goAbout } from '../session/router.ts';
import { t, tError } from '../strings/language.ts';
import { Action } from './button.tsx';
import { Thumb } from './thumb.tsx';
import { usePicture } from './use-picture.ts';
import { WayBar } from './way.tsx';

interface PictureFrameProps {
  readonly message: Message;
  readonly facts: PictureFacts;
  readonly index: number;
  readonly count: number;
}

/** What is small or here already is shown by itself; the rest waits for a tap, so that nobody pays for it unasked. */
const smallBytes = 4 << 20;

/** One picture of a message: its blur, then itself, with progress on the way. A tap makes it as large as the screen. */
export function PictureFrame({ message, facts, index, count }: PictureFrameProps): JSX.Element {
  const { load, url, percent, error } = usePicture(message, index);
  const small = facts.here || facts.sizeBytes <= smallBytes;
  useEffect(() => {
    if (small) void load();
  }, [small, load]);
  const shape =
    count === 1 ? { aspectRatio: `${bounded(facts.width)} / ${bounded(facts.height)}` } : {};
  return (
    <>
      <div class="picture" style={shape}>
        <Thumb hash={facts.thumbhash} />
        {url !== undefined && (
          <button
            type="button"
            class="picture-button"
            aria-label={opener(facts.caption, index, count)}
            onClick={() => goAbout('picture', message, index)}
          >
            <img src={url} alt="" />
          </button>
        )}
        {url === undefined && percent === undefined && (!small || error !== undefined) && (
          <Action label={t('loadPicture')} run={load} />
        )}
      </div>
      {percent !== undefined && <WayBar text={t('downloading', { percent })} percent={percent} />}
      {error !== undefined && (
        <p class="error" role="alert">
          {tError(error)}
        </p>
      )}
    </>
  );
}

function opener(caption: string, index: number, count: number): string {
  if (count === 1) return caption ? t('openPictureCaption', { caption }) : t('openPicture');
  const which = { index: index + 1, count };
  return caption ? t('openPictureAtCaption', { ...which, caption }) : t('openPictureAt', which);
}

/** A sender's dimensions shape the frame only, within reason. */
function bounded(side: number): number {
  return Math.min(Math.max(side, 1), 20_000);
}
