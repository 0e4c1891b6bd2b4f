import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { KindReader, KindView, KindViewNews } from '@sotto/core';
import { kindDocument } from './kind-document.ts';
import { createKindWords } from './kind-words.ts';

interface KindFrameProps {
  readonly view: KindView;
  readonly state: Uint8Array;
  readonly reader: KindReader;
  /** What the frame is called for those who do not see it: the summary of the message. */
  readonly label: string;
  /** The state in words, shown until the view shows itself and where it cannot. */
  readonly text: string;
  /** What the person answered, of at most `kindLimits.maxDataBytes`; not validated yet. */
  readonly onAnswer: (data: Uint8Array) => void;
}

/**
 * The view of a plugin's message, isolated: it reaches neither the page nor the network, and is heard only within bounds.
 * The document of the frame, its policy and why there are two frames: docs/decisions/kinds.md.
 */
export function KindFrame(props: KindFrameProps): JSX.Element {
  const { view, state, reader, label, text } = props;
  const frame = useRef<HTMLIFrameElement>(null);
  const latest = useRef(props);
  latest.current = props;
  const [pixels, setPixels] = useState<number>();

  useEffect(() => {
    const words = createKindWords();
    const hear = ({ source, data }: MessageEvent<unknown>): void => {
      const element = frame.current;
      if (element === null || source === null || source !== element.contentWindow) return;
      if (typeof data !== 'object' || data === null) return;
      const { type, word } = data as Readonly<Record<string, unknown>>;
      if (type === 'ready') void open(element, latest);
      if (type !== 'word') return;
      const heard = words.hear(word, isInUse(element), performance.now());
      if (heard?.type === 'height') setPixels(heard.pixels);
      else if (heard !== undefined && latest.current.reader.mayAnswer)
        latest.current.onAnswer(heard.data);
    };
    addEventListener('message', hear);
    return () => removeEventListener('message', hear);
  }, [view]);

  const { me, language, mayAnswer } = reader;
  useEffect(() => {
    if (frame.current) tell(frame.current, latest.current);
  }, [state, me, language, mayAnswer]);

  return (
    <>
      {pixels === undefined && <p style={{ whiteSpace: 'pre-line' }}>{text}</p>}
      <iframe
        ref={frame}
        src="/kind-frame.html"
        title={label}
        referrerpolicy="no-referrer"
        style={{
          display: 'block',
          border: 0,
          inlineSize: '100%',
          minInlineSize: 'min(18rem, 68vw)',
          blockSize: `${pixels ?? 0}px`,
          colorScheme: 'light dark',
        }}
      />
    </>
  );
}

async function open(
  element: HTMLIFrameElement,
  latest: { readonly current: KindFrameProps },
): Promise<void> {
  const { view, reader, label } = latest.current;
  const html = await kindDocument(view, reader.language).catch(() => undefined);
  // A view that is none: its text stays.
  if (html === undefined) return;
  post(element, { type: 'open', html, title: label });
  tell(element, latest.current);
}

function tell(element: HTMLIFrameElement, { state, reader }: KindFrameProps): void {
  post(element, { type: 'state', state, reader } satisfies KindViewNews);
}

/** The frame has no origin that could be named. It cannot be led elsewhere, so nobody else hears this. */
function post(element: HTMLIFrameElement, message: object): void {
  element.contentWindow?.postMessage(message, '*');
}

/** Whether the person pressed something just now, and the frame has the focus: a view cannot answer by itself. */
function isInUse(element: HTMLIFrameElement): boolean {
  return document.activeElement === element && navigator.userActivation.isActive;
}
