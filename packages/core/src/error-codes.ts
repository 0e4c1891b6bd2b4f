/** Codes thrown by this package itself. */
export type CoreErrorCode =
  | 'PLUGIN_INVALID'
  | 'PLUGIN_DUPLICATE_ID'
  | 'PLUGIN_CONTRACT_UNSUPPORTED'
  | 'PLUGIN_NEED_UNKNOWN'
  | 'PLUGIN_NEED_NOT_DECLARED'
  | 'PLUGIN_POINT_MISSING'
  | 'PLUGIN_POINT_TAKEN';
