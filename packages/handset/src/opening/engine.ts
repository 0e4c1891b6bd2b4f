/** What runs a handset that is open. It is loaded while somebody stands at the door, and no sooner: see `load-engine.ts`. */
export { becomeDevice } from '../devices/become-device.ts';
export { createGroupMls } from '../mls/group-mls.ts';
export { startHandset } from '../start-handset.ts';
