/** Every bound of a witness, with its unit in its name. docs/limits.md lists them; a test holds the two together. */
export const witnessLimits = {
  /** Logs of one witness. */
  maxLogs: 1_000,
  /** Keys of one log. */
  maxKeysPerLog: 16,
  /** The file that lists the logs. */
  maxLogsFileBytes: 1_048_576,
  /** One request; the same as `maxWitnessRequestBytes`, which the format sets. */
  maxBodyBytes: 131_072,
  /** Requests being read or answered; each may hold a body in memory. */
  maxRequestsUnderWay: 64,
  /** Sockets that are open. */
  maxConnections: 512,
  /** Request line and headers. */
  maxHttpHeaderBytes: 8_192,
  /** For the headers of a request to arrive. */
  httpHeadersTimeoutMs: 10_000,
  /** For a whole request to arrive. */
  httpRequestTimeoutMs: 20_000,
  /** A socket on which nothing moves for so long is ended. */
  httpIdleTimeoutMs: 60_000,
  /** Token bucket of one address (IPv6: its /64): so many requests at once, then so many a second. */
  requestsBurst: 1_000,
  requestsPerSecond: 50,
  /** Proofs that logs lied, which are kept for whoever asks. */
  maxEvidenceFiles: 64,
  /** Addresses that are remembered; the one that rested longest is forgotten. */
  maxRemotes: 10_000,
} as const;
