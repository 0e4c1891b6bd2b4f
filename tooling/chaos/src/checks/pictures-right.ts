import type { Check } from '../ending.ts';

/** A picture that is shown is the picture that was sent. */
export const picturesRight: Check = ({ ends }) =>
  ends.flatMap(({ who, talk, wrongPictures }) =>
    wrongPictures.map((number) => ({
      check: 'pictures-right',
      what: `${who} has another picture than was sent as message ${number} of ${talk}, or none`,
    })),
  );
