/** What the records of one group are called. A secret tree's names stand behind the epoch that it is of. */
export const recordNames = {
  group: 'group',
  node: (node: number): string => `node/${node}`,
  key: (node: number): string => `key/${node}`,
  proposal: (reference: string): string => `proposal/${reference}`,
  resumption: (epoch: bigint): string => `resumption/${epoch}`,
  secrets: (epoch: bigint, name: string): string => `secrets/${epoch}/${name}`,
  past: (epoch: bigint): string => `past/${epoch}`,
  /** A leaf as it was in a past epoch and is no more in the next one. */
  pastLeaf: (epoch: bigint, leafIndex: number | ''): string => `past-leaf/${epoch}/${leafIndex}`,
} as const;
