import type {
  Act,
  ActBodies,
  ActKind,
  CharterDocument,
  FreezeLevel,
  NetworkState,
  NoticeGrade,
} from '@sotto/charter';
import { sayCharter, sayCharterChange } from './say-charter.ts';
import { sayTexts } from './say-texts.ts';
import { timeText } from '../time-text.ts';

/** What an act does when it is logged, in lines: every field of its body, and to whom it happens. */
export function sayBody(act: Act, state: NetworkState): readonly string[] {
  return bodySayers[act.kind](act.body as never, state);
}

/** What each kind of act is, for headings. */
export const kindNames: { readonly [K in ActKind]: string } = {
  charter: 'a charter',
  relays: 'a change of the relays',
  notice: 'a notice to members',
  freeze: 'a freeze',
  unfreeze: 'the end of a freeze',
  release: 'a release',
  rebuild: 'a rebuild of a release',
  heartbeat: 'a heartbeat',
  recovery: 'the announcement of a recovery',
  recoveryEnd: 'the end of a recovery',
  recoveryStop: 'a stop of a recovery',
};

const gradeEffects: { readonly [G in NoticeGrade]: string } = {
  advice: 'All members read it. They need do nothing.',
  update: 'All members read it, and are asked to update.',
  stopSending: 'All members read it, and are asked to send nothing.',
  move: 'All members read it, and are asked to move to other relays.',
  destroyKeys:
    'All members read it, and are asked to destroy their keys. What they destroy is gone.',
};

const levelEffects: { readonly [L in FreezeLevel]: string } = {
  advice: 'All members are told of it. Nothing is stopped.',
  noUpdates: 'No release counts while it lasts.',
  noNewMembers: 'Nobody can join, and no release counts, while it lasts.',
  noSending: 'No member can send anything, nobody can join, and no release counts, while it lasts.',
};

const changeEffects = {
  add: 'is added: members may have mailboxes there',
  drain: 'is drained: members move away, and it still serves',
  drop: 'is dropped: members do without it at once',
} as const;

const bodySayers: {
  readonly [K in ActKind]: (body: ActBodies[K], state: NetworkState) => readonly string[];
} = {
  charter: ({ document }, { network }) =>
    network === undefined
      ? [
          'It founds the network with this charter, which members pin by its hash:',
          ...sayCharter(document),
        ]
      : [
          'It replaces the charter. Keys and proposals of the old one count no more.',
          ...changed(document, network.document),
        ],
  relays: ({ changes }) =>
    changes.map(({ change, relay }) => `The relay ${relay} ${changeEffects[change]}.`),
  notice: ({ grade, texts, expiresAtSeconds, replaces }) => [
    `Grade ${grade}: ${gradeEffects[grade]}`,
    `It is shown until ${timeText(expiresAtSeconds)}.`,
    replaces === null
      ? 'It takes the place of no other notice.'
      : `It takes the place of notice ${replaces}.`,
    ...sayTexts(texts),
  ],
  freeze: ({ level, reasons, endsAtSeconds }) => [
    `Level ${level}: ${levelEffects[level]}`,
    `It ends by itself at ${timeText(endsAtSeconds)}.`,
    ...sayTexts(reasons),
  ],
  unfreeze: ({ reasons }) => ['It ends the freeze that is in force.', ...sayTexts(reasons)],
  release: (body) => ['It names this code as genuine:', ...sayRelease(body)],
  rebuild: (body) => [
    'It says that this code was built again from its source:',
    ...sayRelease(body),
  ],
  heartbeat: () => ['It tells members that the operator is there. Nothing else changes.'],
  recovery: ({ document }, { network }) => [
    'It announces this charter, which may replace the one in force after the delay, without its root:',
    ...(network === undefined ? sayCharter(document) : changed(document, network.document)),
  ],
  recoveryEnd: (_, { network }) =>
    network?.recovery === undefined
      ? ['It puts the announced charter into force. None is announced.']
      : [
          'It puts the announced charter into force. Keys and proposals of the old one count no more.',
          `Announced at ${timeText(network.recovery.loggedAtSeconds)}, entry ${network.recovery.index}.`,
          ...changed(network.recovery.document, network.document),
        ],
  recoveryStop: () => ['Nothing comes of the recovery that was announced. Root is there.'],
};

function changed(next: CharterDocument, old: CharterDocument): readonly string[] {
  return sayCharterChange(next, old);
}

function sayRelease({ name, version, digest }: ActBodies['release']): readonly string[] {
  return [`name     ${name}`, `version  ${version}`, `SHA-256  ${digest.toHex()}`];
}
