import type { ComponentChildren, JSX } from 'preact';
import type { Summary } from './summary.ts';

interface SummaryLineProps extends Summary {
  readonly kind?: 'draft';
  /** In front of both. */
  readonly children?: ComponentChildren;
}

/** One line, cut where the text ends and not where the line does, whichever way either is written. */
export function SummaryLine({ lead, text, kind, children }: SummaryLineProps): JSX.Element {
  return (
    <span class={`row-latest line ${kind ?? ''}`}>
      {children}
      {lead !== undefined && (
        <span class="line-lead">
          <bdi>{lead}</bdi>:
        </span>
      )}
      <span class="line-text" dir="auto">
        {text}
      </span>
    </span>
  );
}
