import type { Command } from './command.ts';
import { accessKey } from './commands/access-key.ts';
import { charter } from './commands/charter.ts';
import { dependencies } from './commands/dependencies.ts';
import { expireSoon } from './commands/expire-soon.ts';
import { init } from './commands/init.ts';
import { invite } from './commands/invite.ts';
import { invites } from './commands/invites.ts';
import { join } from './commands/join.ts';
import { key } from './commands/key.ts';
import { logKey } from './commands/log-key.ts';
import { propose } from './commands/propose.ts';
import { publish } from './commands/publish.ts';
import { pull } from './commands/pull.ts';
import { refresh } from './commands/refresh.ts';
import { review } from './commands/review.ts';
import { revokeInvite } from './commands/revoke-invite.ts';
import { sign } from './commands/sign.ts';
import { status } from './commands/status.ts';

/** Every command, in the order in which a network meets them. */
export const commandList: readonly Command[] = [
  key,
  logKey,
  init,
  propose,
  charter,
  review,
  sign,
  join,
  publish,
  refresh,
  pull,
  status,
  expireSoon,
  dependencies,
  accessKey,
  invite,
  invites,
  revokeInvite,
];
