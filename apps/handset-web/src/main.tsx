import { effect } from '@preact/signals';
import { render } from 'preact';
import { App } from './app.tsx';
import { installServiceWorker } from './install.ts';
import { watchLock } from './lock/watch-lock.ts';
import { watchNetwork } from './session/network.ts';
import { takeInviteFromAddress } from './session/pending-invite.ts';
import { followHistory } from './session/router.ts';
import { openSession } from './session/session.ts';
import { applyLanguage, loadLanguage } from './strings/language.ts';
import './styles/base.css';
import './styles/screens.css';
import './styles/list.css';
import './styles/sheet.css';
import './styles/wipe.css';

takeInviteFromAddress();
effect(applyLanguage);
effect(() => void loadLanguage());
followHistory();
watchLock();
watchNetwork();
// In the reader’s language from the first word on.
void loadLanguage().finally(() => render(<App />, document.body));
void openSession();
void installServiceWorker();
