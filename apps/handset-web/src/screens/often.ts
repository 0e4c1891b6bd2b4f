import '../styles/chat.css';
import '../styles/message.css';

/** What is opened from the list of conversations: loaded as soon as that is shown. */
export { Add } from './add.tsx';
export { ChatScreen } from './chat.tsx';
export { ContactScreen } from './contact.tsx';
export { ForwardScreen } from './forward.tsx';
export { GroupScreen } from './group.tsx';
export { New } from './new.tsx';
export { PictureScreen } from './picture.tsx';
