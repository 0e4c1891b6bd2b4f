// A page with nothing but frames for views, for kind-frame.journey.test.ts, which drives it through `kinds`.
import { render } from 'preact';
import { pollKind } from '@sotto/kinds-poll';
import type { KindReader, KindView } from '@sotto/core';
import { KindFrame } from '../../src/parts/kind-frame.tsx';

/** What a test shows, in forms that cross to a page. */
export interface Shown {
  /** Default: the view of polls. */
  readonly view?: KindView;
  readonly state: string;
  readonly reader: KindReader;
}

const answers: number[][] = [];
Object.assign(globalThis, {
  kinds: {
    answers,
    show: (shown: Shown): void => show(shown),
  },
});

function show({ view = pollKind.view!, state, reader }: Shown): void {
  const root = document.querySelector('#root');
  if (root === null) throw new Error('No root.');
  render(
    <KindFrame
      view={view}
      state={new TextEncoder().encode(state)}
      reader={reader}
      label="A view"
      text="A view in words"
      onAnswer={(data) => answers.push([...data])}
    />,
    root,
  );
}
