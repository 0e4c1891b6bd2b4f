import { t } from '../strings/language.ts';

let titleBefore: string | undefined;

/**
 * Takes everything off the page before the browser takes its picture of it, for a list of tabs or for its back/forward cache. At once, and not by way of the
 * screen’s parts: who switches away does not wait for them. The tab’s name goes too: it has somebody’s name in it.
 */
export function cover(): void {
  document.documentElement.classList.add('covered');
  titleBefore ??= document.title;
  document.title = t('appName');
}

export function uncover(): void {
  document.documentElement.classList.remove('covered');
  // Another screen may have given it a name meanwhile.
  if (titleBefore !== undefined && document.title === t('appName')) document.title = titleBefore;
  titleBefore = undefined;
}
