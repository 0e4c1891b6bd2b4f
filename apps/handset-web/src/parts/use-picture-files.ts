import { useState } from 'preact/hooks';

/** A picture that will be sent, and what was written to it. */
export interface PictureFile {
  readonly file: File;
  readonly caption: string;
}

export interface PictureFiles {
  readonly all: readonly PictureFile[];
  /** The one that is being described. */
  readonly chosen: number;
  /** How many fit into one message. */
  readonly most: number;
  /** Takes pictures in; tells how many were taken and how many did not fit. */
  readonly add: (list: FileList | undefined | null) => {
    readonly taken: number;
    readonly left: number;
  };
  readonly choose: (index: number) => void;
  readonly describe: (caption: string) => void;
  readonly remove: (index: number) => void;
  readonly clear: () => void;
}

/** As the handset's `Draft` says. */
const most = 10;

/** The pictures that somebody chose for the next message. */
export function usePictureFiles(): PictureFiles {
  const [all, setAll] = useState<readonly PictureFile[]>([]);
  const [chosen, setChosen] = useState(0);
  return {
    all,
    chosen,
    most,
    add: (list) => {
      const pictures = Array.from(list ?? []).filter(({ type }) => type.startsWith('image/'));
      const fitting = pictures.slice(0, most - all.length);
      setAll([...all, ...fitting.map((file) => ({ file, caption: '' }))]);
      return { taken: fitting.length, left: pictures.length - fitting.length };
    },
    choose: setChosen,
    describe: (caption) =>
      setAll(all.map((one, index) => (index === chosen ? { ...one, caption } : one))),
    remove: (gone) => {
      setAll(all.filter((_, index) => index !== gone));
      setChosen(Math.max(0, Math.min(chosen > gone ? chosen - 1 : chosen, all.length - 2)));
    },
    clear: () => {
      setAll([]);
      setChosen(0);
    },
  };
}
