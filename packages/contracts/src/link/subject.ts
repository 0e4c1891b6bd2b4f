import type { RelayUrl } from '@sotto/core';
import type { ContractSubject } from '../contract.ts';

/** What a link's test provides besides the plugin: three far ends. */
export interface LinkSubject extends ContractSubject<'link'> {
  /** A far end that serves its connections with `serveFarEnd`, its blobs from `farBlobs` and its act log from `farLogFile`. */
  readonly relay: RelayUrl;
  /** Nothing answers here. */
  readonly dead: RelayUrl;
  /** Answers, and refuses every call, asking to wait for 7 seconds. */
  readonly refusing: RelayUrl;
}
