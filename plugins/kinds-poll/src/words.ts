/** What a poll says besides its own words. */
export interface PollWords {
  readonly direction: 'ltr' | 'rtl';
  readonly chooseOne: string;
  readonly chooseSeveral: string;
  readonly vote: string;
  readonly change: string;
  readonly takeBack: string;
  readonly yours: string;
  /** Before a number. */
  readonly votes: string;
  readonly voters: string;
  /** Before a time. */
  readonly closes: string;
  readonly closed: string;
  readonly sent: string;
}

/** By the first part of a BCP 47 tag. */
export const pollWords: { readonly en: PollWords; readonly ar: PollWords } = {
  en: {
    direction: 'ltr',
    chooseOne: 'Choose one',
    chooseSeveral: 'Choose one or more',
    vote: 'Vote',
    change: 'Change vote',
    takeBack: 'Take vote back',
    yours: 'Your vote',
    votes: 'Votes',
    voters: 'People who voted',
    closes: 'Closes',
    closed: 'Closed',
    sent: 'Your vote was sent.',
  },
  ar: {
    direction: 'rtl',
    chooseOne: 'اختر واحدًا',
    chooseSeveral: 'اختر واحدًا أو أكثر',
    vote: 'صوّت',
    change: 'غيّر التصويت',
    takeBack: 'اسحب التصويت',
    yours: 'صوتك',
    votes: 'الأصوات',
    voters: 'عدد المصوّتين',
    closes: 'يُغلق',
    closed: 'أُغلق',
    sent: 'أُرسل صوتك.',
  },
};

/** English for a language that is not there. */
export function wordsFor(language: string): PollWords {
  return /^ar(?:-|$)/i.test(language) ? pollWords.ar : pollWords.en;
}
