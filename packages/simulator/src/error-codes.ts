/** Codes thrown by this package. */
export type SimulatorErrorCode =
  /** What was waited for did not happen within its virtual time, or nothing is left that could make it happen; or something goes on for ever in one moment. */
  | 'SIMULATION_STUCK'
  /** A call on a handset or relay that is down, or a name that is taken. */
  | 'SIMULATION_MISUSE'
  /** Thrown inside a process that was told to crash at its next write. */
  | 'SIMULATION_CRASH';
