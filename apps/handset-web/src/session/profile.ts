/** Which of this browser's handsets a window uses. The first has no number, so that most people never see one. */
export function profileNumber(): number {
  const wanted = new URLSearchParams(location.search).get('handset') ?? '';
  return /^[2-9]$/.test(wanted) ? Number(wanted) : 1;
}

/** Name of the store of a profile. */
export function profileStore(profile: number): string {
  return profile === 1 ? 'sotto' : `sotto-${profile}`;
}

/** Opens the next handset of this browser in this window; what is behind # stays. */
export function useNextProfile(invite: string | undefined): void {
  const url = new URL(location.href);
  url.searchParams.set('handset', String(Math.min(profileNumber() + 1, 9)));
  if (invite !== undefined) {
    const { pathname, hash } = new URL(invite);
    url.pathname = pathname;
    url.hash = hash;
  }
  location.assign(url);
}
