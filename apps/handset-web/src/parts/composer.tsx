import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Conversation, Draft, Member, Message } from '@sotto/handset';
import { composing } from '../session/acting.ts';
import { chat } from '../session/chat.ts';
import { dropDraft, keepDraft, keepDraftNow } from '../session/drafts.ts';
import { running } from '../session/open-handset.ts';
import { say } from '../session/toast.ts';
import { t, tCount, tError } from '../strings/language.ts';
import { IconButton, useAction } from './button.tsx';
import { ComposerAdd } from './composer-add.tsx';
import { ComposerContext } from './composer-context.tsx';
import { ComposerOnce } from './composer-once.tsx';
import { ComposerPictures } from './composer-pictures.tsx';
import { titleOf } from './conversation-face.tsx';
import { Icon } from './icon.tsx';
import { MentionPicker } from './mention-picker.tsx';
import { canEdit } from './message-actions.ts';
import { mentioned, useMentions } from './use-mentions.ts';
import { usePictureFiles } from './use-picture-files.ts';

interface ComposerProps {
  readonly conversation: Conversation;
  readonly members: readonly Member[];
}

/** Where to write. Enter sends, Shift+Enter makes a new line; pictures by button, paste or drop. */
export function Composer({ conversation, members }: ComposerProps): JSX.Element {
  const { id } = conversation;
  const [text, setText] = useState(conversation.draft);
  const [error, setError] = useState<string>();
  const [once, setOnce] = useState(false);
  const input = useRef<HTMLTextAreaElement>(null);
  const files = usePictureFiles();
  const now = composing.value;
  const edits = now?.what === 'edit' ? now.message : undefined;
  useEditing(edits, text, setText);
  useEffect(() => {
    if (now) input.current?.focus();
  }, [now]);
  useEffect(() => () => void keepDraftNow(), [id]);

  const write = (written: string): void => {
    setText(written);
    setError(undefined);
    if (edits || files.all.length > 0) return;
    keepDraft(id, written);
    if (written !== '') running().typing(id);
  };
  const mention = useMentions({ members, input, text, write });
  const [busy, submit] = useAction(
    async () => {
      if (edits) {
        if (text.trim() === '') return;
        await running().edit(id, edits.id, text);
      } else {
        const draft = await whatToSend(text, files.all, members);
        if (!draft) return;
        const replyTo = now?.message.id;
        await running().send(id, {
          ...draft,
          ...(replyTo === undefined ? {} : { replyTo }),
          ...(once ? { viewOnce: true } : {}),
        });
        setOnce(false);
        setText('');
        files.clear();
        await dropDraft(id);
      }
      composing.value = undefined;
      setError(undefined);
      input.current?.focus();
    },
    (code, refusal) => setError(tError(code, refusal)),
  );
  const take = (list: FileList | undefined | null): boolean => {
    const { taken, left } = files.add(list);
    if (left > 0) say(t('tooManyPictures', { count: files.most }), 'warning');
    setError(undefined);
    return taken > 0;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (mention.onKeyDown(event) || event.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) return submit(event);
    if (event.key === 'Escape' && now) return void (composing.value = undefined);
    if (event.key !== 'ArrowUp' || text !== '' || files.all.length > 0) return;
    const last = chat.value?.messages.findLast((message) => canEdit(message, conversation));
    if (!last) return;
    event.preventDefault();
    composing.value = { what: 'edit', message: last };
  };
  const picture = files.all[files.chosen];
  const label = picture
    ? captionLabel(files.chosen, files.all.length)
    : t('messageTo', { name: titleOf(conversation) });
  return (
    <form
      autocomplete="off"
      class="composer"
      onSubmit={submit}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        if (!edits) take(event.dataTransfer?.files);
      }}
    >
      <p class="error" role="alert">
        {error}
      </p>
      {now && <ComposerContext now={now} />}
      {once && !edits && <ComposerOnce stop={() => setOnce(false)} />}
      <ComposerPictures files={files} />
      {busy && files.all.length > 0 && <p role="status">{t('preparing')}</p>}
      <MentionPicker mention={mention} />
      <div class="composer-line">
        {!edits && (
          <ComposerAdd
            conversation={conversation}
            take={take}
            once={() => {
              setOnce(true);
              input.current?.focus();
            }}
          />
        )}
        <textarea
          ref={input}
          rows={1}
          dir="auto"
          value={picture ? picture.caption : text}
          aria-label={label}
          placeholder={picture ? label : t('message')}
          {...mention.aria}
          onInput={({ currentTarget: { value } }) => {
            if (picture) return files.describe(value);
            write(value);
            mention.look();
          }}
          onClick={mention.look}
          onKeyUp={({ key }) => {
            if (key.startsWith('Arrow')) mention.look();
          }}
          onBlur={mention.end}
          onPaste={(event) => {
            if (!edits && take(event.clipboardData?.files)) event.preventDefault();
          }}
          onKeyDown={onKeyDown}
        />
        <IconButton
          type="submit"
          kind="primary"
          label={edits ? t('editSave') : sendLabel(files.all.length)}
          onClick={submit}
        >
          <Icon name={edits ? 'check' : 'send'} />
        </IconButton>
      </div>
    </form>
  );
}

/** While a message is changed its text stands in the field; afterwards what stood there before. */
function useEditing(
  edits: Message | undefined,
  text: string,
  setText: (text: string) => void,
): void {
  const before = useRef<string | undefined>(undefined);
  // Before the next key is heard.
  useLayoutEffect(() => {
    if (edits?.body.kind === 'text') {
      before.current ??= text;
      setText(edits.body.text);
    } else if (before.current !== undefined) {
      setText(before.current);
      before.current = undefined;
    }
  }, [edits?.id]);
}

async function whatToSend(
  text: string,
  files: readonly { readonly file: File; readonly caption: string }[],
  members: readonly Member[],
): Promise<Draft | undefined> {
  const pictures = await Promise.all(
    files.map(async ({ file, caption }) => ({
      picture: new Uint8Array(await file.arrayBuffer()),
      caption: caption.trim(),
    })),
  );
  const [only, ...others] = pictures;
  if (only) return others.length === 0 ? only : { pictures };
  if (text.trim() === '') return undefined;
  const mentions = mentioned(text, members);
  return mentions.length === 0 ? { text } : { text, mentions };
}

function captionLabel(index: number, count: number): string {
  return count === 1 ? t('caption') : t('captionOf', { index: index + 1, count });
}

function sendLabel(pictures: number): string {
  if (pictures === 0) return t('send');
  return pictures === 1 ? t('sendPicture') : tCount('sendPictures', pictures);
}
