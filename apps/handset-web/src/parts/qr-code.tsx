import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** A QR code as one path. Dark on light in both themes: some readers do not take it the other way round. */
export function QrCode({
  text,
  label,
}: {
  readonly text: string;
  readonly label: string;
}): JSX.Element {
  const [drawn, setDrawn] = useState<Drawn>();
  useEffect(() => {
    let isWanted = true;
    void draw(text).then((made) => {
      if (isWanted) setDrawn(made);
    });
    return () => {
      isWanted = false;
    };
  }, [text]);
  // Its place, until what draws it is there: few come here, so it is not loaded with the first page.
  if (drawn === undefined) return <div class="qr" />;
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${drawn.size} ${drawn.size}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <path d={drawn.path} />
    </svg>
  );
}

interface Drawn {
  readonly path: string;
  readonly size: number;
}

async function draw(text: string): Promise<Drawn> {
  const { encodeQR } = await import('qr');
  const rows = encodeQR(text, 'raw', { ecc: 'low', border: 3 });
  const squares = rows.flatMap((row, y) =>
    row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])),
  );
  return { path: squares.join(''), size: rows.length };
}
