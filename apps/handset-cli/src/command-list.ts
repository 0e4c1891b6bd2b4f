import type { Command } from './command.ts';
import { accept } from './commands/accept.ts';
import { contacts } from './commands/contacts.ts';
import { history } from './commands/history.ts';
import { init } from './commands/init.ts';
import { invite } from './commands/invite.ts';
import { invites } from './commands/invites.ts';
import { rename } from './commands/rename.ts';
import { send } from './commands/send.ts';
import { status } from './commands/status.ts';
import { verify } from './commands/verify.ts';
import { watch } from './commands/watch.ts';

/** Every command, in the order in which a person meets them. */
export const commandList: readonly Command[] = [
  init,
  invite,
  accept,
  send,
  watch,
  history,
  contacts,
  invites,
  rename,
  verify,
  status,
];
