import type { ActLog } from '@sotto/actlog';
import type { Network, Pulse } from '@sotto/charter';
import { freezeAt, noticesAt, pulseAt, roleNames } from '@sotto/charter';
import { durationText, timeText } from '../time-text.ts';
import { personsOf } from './persons-of.ts';
import { refusalText } from './refusal-text.ts';
import { sayTexts } from './say-texts.ts';

/** Who runs a network, when it was last heard of, and what stands in it. */
export function sayNetwork(network: Network, nowSeconds: number): readonly string[] {
  const { charter, hash } = network.document;
  const frozen = freezeAt(network, nowSeconds);
  const { recovery } = network;
  return [
    `network  ${charter.name}`,
    `charter  ${hash.toHex()} in force`,
    ...roleNames.flatMap((name) => {
      const role = charter.roles[name];
      if (role === undefined) return [`role     ${name}: nobody`];
      const persons = personsOf(charter, role).join(', ');
      return [
        `role     ${name}: ${role.threshold} of ${persons}, until ${timeText(role.expiresAtSeconds)}`,
      ];
    }),
    ...network.relays.map(({ relay, standing }) => `relay    ${relay} ${standing}`),
    ...noticesAt(network, nowSeconds).flatMap(
      ({ number, grade, texts, expiresAtSeconds, index }) => [
        `notice   ${number} (${grade}), entry ${index}, until ${timeText(expiresAtSeconds)}`,
        ...sayTexts(texts).map(indented),
      ],
    ),
    ...(frozen === undefined
      ? ['freeze   none']
      : [
          `freeze   ${frozen.level}, entry ${frozen.index}, until ${timeText(frozen.endsAtSeconds)}, ended by ${frozen.quorum} persons`,
          ...sayTexts(frozen.reasons).map(indented),
        ]),
    ...(recovery === undefined
      ? []
      : [
          `recovery announced at ${timeText(recovery.loggedAtSeconds)}, entry ${recovery.index}: charter ${recovery.document.hash.toHex()}`,
          `         it can come into force from ${timeText(recovery.loggedAtSeconds + charter.recoveryDelaySeconds)}; root can stop it until then (recoveryStop)`,
        ]),
  ];
}

/** When operator and witnesses were last heard of, as members are told. */
export function sayPulses(log: ActLog, network: Network, nowSeconds: number): readonly string[] {
  const { operatorSeconds, witnessSeconds } = network.document.charter.pulse;
  const seen = log.position.head?.witnessedAtSeconds ?? 0;
  const last = network.loggedAtSeconds;
  return [
    sayPulse('operator', pulseAt(last, operatorSeconds, nowSeconds), operatorSeconds, nowSeconds),
    sayPulse('witnesses', pulseAt(seen, witnessSeconds, nowSeconds), witnessSeconds, nowSeconds),
  ];
}

export function sayRefused({ position: { state } }: ActLog): readonly string[] {
  const { count, latest } = state.refused;
  if (count === 0) return [];
  return [
    `refused  ${count} entries of the log count for nothing`,
    ...latest.map(({ index, reason }) => `  entry ${index}: ${refusalText[reason]} (${reason})`),
  ];
}

function sayPulse(who: string, pulse: Pulse, deadlineSeconds: number, nowSeconds: number): string {
  const { step, sinceSeconds } = pulse;
  const silence = durationText(Math.max(0, nowSeconds - sinceSeconds));
  return `pulse    ${who}: ${step}, last heard ${silence} ago; members are told after ${durationText(deadlineSeconds)}`;
}

function indented(line: string): string {
  return `         ${line}`;
}
