import type { Command } from './command.ts';
import { accept } from './commands/accept.ts';
import {
  backupDrill,
  backupKeep,
  backupMake,
  backupPlan,
  backups,
} from './commands/backup/backup.ts';
import { recoveryMake } from './commands/backup/recovery.ts';
import { backupRestore, recover } from './commands/backup/restore.ts';
import { block, unblock } from './commands/block.ts';
import { contacts } from './commands/contacts.ts';
import { conversations } from './commands/conversations.ts';
import { remove } from './commands/delete.ts';
import { deviceJoin } from './commands/device/join.ts';
import { deviceLink } from './commands/device/link.ts';
import { devices } from './commands/device/list.ts';
import { deviceRevoke } from './commands/device/revoke.ts';
import { draft } from './commands/draft.ts';
import { edit } from './commands/edit.ts';
import { forward } from './commands/forward.ts';
import { groupCreate } from './commands/group/create.ts';
import { groupForget, groupLeave } from './commands/group/leave.ts';
import { groupAdd, groupDemote, groupPromote, groupRemove } from './commands/group/membership.ts';
import { groupRename } from './commands/group/rename.ts';
import { groupSet } from './commands/group/set.ts';
import { groupShow } from './commands/group/show.ts';
import { history } from './commands/history.ts';
import { init } from './commands/init.ts';
import { invite } from './commands/invite.ts';
import { invites } from './commands/invites.ts';
import { join } from './commands/join.ts';
import {
  lockerAdd,
  lockerDestroy,
  lockerList,
  lockerMake,
  lockerNote,
  lockerRemove,
  lockerShow,
} from './commands/locker/locker.ts';
import { lost, lostDistrust, lostListen, lostTrust, lostWipe } from './commands/lost/lost.ts';
import { members } from './commands/members.ts';
import { move } from './commands/move.ts';
import { mute, unmute } from './commands/mute.ts';
import { networkActs } from './commands/network/acts.ts';
import { networkEvidence, networkExport, networkImport } from './commands/network/carry.ts';
import { networkJoin } from './commands/network/join.ts';
import { network, networkRefresh } from './commands/network/show.ts';
import { notes } from './commands/notes.ts';
import { open } from './commands/open.ts';
import { pin, unpin } from './commands/pin.ts';
import { react } from './commands/react.ts';
import { rename } from './commands/rename.ts';
import { retry } from './commands/retry.ts';
import { search } from './commands/search.ts';
import { send } from './commands/send.ts';
import { settings } from './commands/settings.ts';
import { status } from './commands/status.ts';
import { duressRemove, duressRenew, duressSet, duressVisit } from './commands/vault/duress.ts';
import { passphrase } from './commands/vault/passphrase.ts';
import { tries } from './commands/vault/tries.ts';
import { verify } from './commands/verify.ts';
import { vote } from './commands/vote.ts';
import { versions } from './commands/versions.ts';
import { lock } from './commands/lock/lock.ts';
import { unlock } from './commands/lock/unlock.ts';
import { watch } from './commands/watch.ts';
import { check, checkAcknowledge } from './commands/storage/check.ts';
import { wipe } from './commands/wipe/now.ts';
import { wipeTest } from './commands/wipe/test.ts';

/** Every command, in the order in which a person meets them. */
export const commandList: readonly Command[] = [
  init,
  invite,
  accept,
  send,
  watch,
  history,
  conversations,
  search,
  edit,
  react,
  vote,
  remove,
  forward,
  versions,
  open,
  pin,
  unpin,
  retry,
  draft,
  notes,
  lockerMake,
  lockerList,
  lockerNote,
  lockerAdd,
  lockerShow,
  lockerRemove,
  lockerDestroy,
  passphrase,
  tries,
  duressSet,
  duressRemove,
  duressVisit,
  duressRenew,
  mute,
  unmute,
  groupCreate,
  groupShow,
  groupAdd,
  groupRemove,
  groupPromote,
  groupDemote,
  groupRename,
  groupSet,
  groupLeave,
  groupForget,
  members,
  contacts,
  rename,
  verify,
  block,
  unblock,
  devices,
  deviceJoin,
  deviceLink,
  deviceRevoke,
  backupPlan,
  backupMake,
  backups,
  backupDrill,
  backupKeep,
  backupRestore,
  recoveryMake,
  recover,
  lost,
  lostListen,
  lostTrust,
  lostDistrust,
  lostWipe,
  invites,
  settings,
  join,
  move,
  network,
  networkActs,
  networkRefresh,
  networkJoin,
  networkExport,
  networkImport,
  networkEvidence,
  status,
  check,
  checkAcknowledge,
  lock,
  unlock,
  wipe,
  wipeTest,
];
