import { render } from 'preact';
import { App, Often } from '../../src/app.tsx';
import { openChats } from '../../src/session/chats.ts';
import { handset } from '../../src/session/open-handset.ts';
import { replace } from '../../src/session/router.ts';
import type { Route } from '../../src/session/router.ts';
import { phase } from '../../src/session/session.ts';
import { applyLanguage, chosenLanguage, loadLanguage } from '../../src/strings/language.ts';
import type { FakeHandset } from '../fake-handset.ts';
import '../../src/styles/base.css';
import '../../src/styles/screens.css';
import '../../src/styles/list.css';
import '../../src/styles/chat.css';
import '../../src/styles/message.css';
import '../../src/styles/sheet.css';
import '../../src/styles/wipe.css';

/** Shows the whole handset, unlocked, on a fake. */
export async function show(
  fake: FakeHandset,
  options: { readonly route?: Route; readonly language?: string } = {},
): Promise<void> {
  await Often.soon();
  await openChats(fake);
  handset.value = fake;
  chosenLanguage.value = options.language ?? 'en';
  await loadLanguage();
  applyLanguage();
  replace(options.route ?? { at: 'list' });
  phase.value = 'open';
  render(<App />, document.body);
}
