import '../styles/chat.css';
import '../styles/message.css';

/** Screens that few open often: they are not loaded with the first page. */
export { BackupScreen } from '../backup/backup-screen.tsx';
export { Devices } from './devices.tsx';
export { Keys } from '../keys/keys-screen.tsx';
export { Locker } from './locker.tsx';
export { Relays } from './relays.tsx';
export { Settings } from './settings.tsx';
export { InfoScreen } from './info.tsx';
export { NewGroup } from './new-group.tsx';
