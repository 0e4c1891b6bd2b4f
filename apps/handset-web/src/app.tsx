import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Conversation } from '@sotto/handset';
import { later } from './parts/later.tsx';
import type { Later } from './parts/later.tsx';
import { ToastLine } from './parts/toast-line.tsx';
import { Broken } from './screens/broken.tsx';
import { Create } from './screens/create.tsx';
import { List } from './screens/list.tsx';
import type * as often from './screens/often.ts';
import { Occupied } from './screens/occupied.tsx';
import { Unlock } from './screens/unlock.tsx';
import { conversations } from './session/chats.ts';
import { network } from './session/open-network.ts';
import { pendingInvite } from './session/pending-invite.ts';
import { contactOf } from './session/people.ts';
import { pendingRelayInvite } from './session/relay-invite.ts';
import { go, route, subject } from './session/router.ts';
import { phase } from './session/session.ts';
import type { Phase } from './session/session.ts';
import { TamperedLine } from './storage/tampered-line.tsx';
import { t } from './strings/language.ts';
import { Panic } from './wipe/panic.tsx';
import { Wiped } from './wipe/wiped.tsx';

const OfNetwork = later(() => import('./network/network-parts.ts'), 'networkUnshown');
/** Also what tests show. */
export const Often: Later<typeof often> = later(
  () => import('./screens/often.ts'),
  'screenUnshown',
);
const Seldom = later(() => import('./screens/seldom.ts'), 'screenUnshown');

/** There may be a handset. */
const mayWipe: ReadonlySet<Phase> = new Set(['occupied', 'broken', 'locked', 'open']);

export function App(): JSX.Element {
  return (
    <>
      <Window />
      <ToastLine />
      {mayWipe.has(phase.value) && <Panic />}
    </>
  );
}

function Window(): JSX.Element {
  switch (phase.value) {
    case 'opening':
      return (
        <main class="door" aria-busy="true">
          <p>{t('loading')}</p>
        </main>
      );
    case 'occupied':
      return <Occupied />;
    case 'broken':
      return <Broken />;
    case 'empty':
      return <Create />;
    case 'locked':
      return <Unlock />;
    case 'wiping':
      return (
        <main class="door" aria-busy="true">
          <p role="status">{t('wiping')}</p>
        </main>
      );
    case 'wiped':
      return <Wiped />;
    case 'open':
      return <Inside />;
  }
}

/** Behind the lock: the list beside what was chosen from it where there is room, else one of them. */
function Inside(): JSX.Element {
  // A tap on a conversation is not to wait for it, and there may be no network by then.
  useEffect(() => void Often.soon(), []);
  useEffect(() => {
    if (pendingInvite.value !== undefined && route.value.at !== 'add') go({ at: 'add' });
  }, [pendingInvite.value]);
  useEffect(() => {
    if (pendingRelayInvite.value !== undefined && route.value.at !== 'relays') go({ at: 'relays' });
  }, [pendingRelayInvite.value]);
  const chosen = Chosen();
  return (
    <div class="behind-lock">
      <TamperedLine />
      {network.value.state === 'known' && <OfNetwork show={({ News }) => <News />} />}
      <div class={chosen ? 'panes chosen' : 'panes'}>
        <div class="pane-list">
          <List aside={chosen !== undefined} />
        </div>
        <div class="pane-chosen">
          {chosen ?? <aside class="choose">{t('chooseConversation')}</aside>}
        </div>
      </div>
    </div>
  );
}

function Chosen(): JSX.Element | undefined {
  const now = route.value;
  const about = subject.value;
  switch (now.at) {
    case 'list':
      return undefined;
    case 'new':
      return <Often show={({ New }) => <New />} />;
    case 'new-group':
      return <Seldom show={({ NewGroup }) => <NewGroup />} />;
    case 'add':
      return <Often show={({ Add }) => <Add />} />;
    case 'settings':
      return <Seldom show={({ Settings }) => <Settings />} />;
    case 'devices':
      return <Seldom show={({ Devices }) => <Devices />} />;
    case 'backup':
      return <Seldom show={({ BackupScreen }) => <BackupScreen />} />;
    case 'relays':
      return <Seldom show={({ Relays }) => <Relays />} />;
    case 'locker':
      return <Seldom show={({ Locker }) => <Locker />} />;
    case 'keys':
      return <Seldom show={({ Keys }) => <Keys />} />;
    case 'network':
      return <OfNetwork show={({ NetworkScreen }) => <NetworkScreen />} />;
    case 'acts':
      return <OfNetwork show={({ ActsScreen }) => <ActsScreen />} />;
    case 'act':
      return <OfNetwork show={({ ActScreen }) => <ActScreen entry={now.entry} />} />;
    case 'chat':
      return of(now.id, (conversation) => (
        <Often show={({ ChatScreen }) => <ChatScreen key={now.id} conversation={conversation} />} />
      ));
    case 'group':
      return of(now.id, (conversation) => (
        <Often
          show={({ GroupScreen }) => <GroupScreen key={now.id} conversation={conversation} />}
        />
      ));
    case 'contact': {
      const contact = contactOf(now.identity);
      return (
        contact && (
          <Often
            show={({ ContactScreen }) => <ContactScreen key={now.identity} contact={contact} />}
          />
        )
      );
    }
    case 'picture':
      return about && <Often show={({ PictureScreen }) => <PictureScreen about={about} />} />;
    case 'info':
      return about && <Seldom show={({ InfoScreen }) => <InfoScreen message={about.message} />} />;
    case 'forward':
      return (
        about && <Often show={({ ForwardScreen }) => <ForwardScreen message={about.message} />} />
      );
  }
}

function of(
  id: Conversation['id'],
  show: (conversation: Conversation) => JSX.Element,
): JSX.Element | undefined {
  const found = conversations.value.find((conversation) => conversation.id === id);
  return found && show(found);
}
