/**
 * Takes everything off the page before the browser takes its picture of it, for a list of tabs or for its back/forward cache. At once, and not by way of the
 * screen’s parts: who switches away does not wait for them. The tab’s name says nothing at any time.
 */
export function cover(): void {
  document.documentElement.classList.add('covered');
}

export function uncover(): void {
  document.documentElement.classList.remove('covered');
}
