// One version for all packages, and a CHANGELOG for people: what was said in the changeset, and nothing else.
const changelog = {
  /** @param {{ summary: string }} changeset */
  getReleaseLine: ({ summary }) => `\n${summary.trim()}`,
  getDependencyReleaseLine: () => '',
};

export default changelog;
