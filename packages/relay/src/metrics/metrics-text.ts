import { Histogram } from './histogram.ts';
import type { Metrics } from './metrics.ts';

type Sample = readonly [labels: string, value: number];

/** Prometheus' text exposition format, version 0.0.4. `gauges` are read at this moment. */
export function metricsText(metrics: Metrics, gauges: Readonly<Record<string, number>>): string {
  const lines: string[] = [];
  const family = (
    name: string,
    type: 'counter' | 'gauge' | 'histogram',
    help: string,
    samples: readonly Sample[],
  ): void => {
    lines.push(`# HELP sotto_relay_${name} ${help}`, `# TYPE sotto_relay_${name} ${type}`);
    for (const [labels, value] of samples) lines.push(`sotto_relay_${name}${labels} ${value}`);
  };
  for (const [name, help, value] of counters(metrics))
    family(`${name}_total`, 'counter', help, [['', value]]);
  const refusals = [...metrics.refused].map(([code, count]): Sample => [`{code="${code}"}`, count]);
  family('refusals_total', 'counter', 'Requests refused, by code.', refusals);
  family('post_outcomes_total', 'counter', 'Outcomes of posts, one a mailbox.', [
    ['{outcome="stored"}', metrics.stored],
    ['{outcome="unknown"}', metrics.unknown],
    ['{outcome="full"}', metrics.full],
  ]);
  family('connections', 'gauge', 'Connections open.', [['', metrics.connections]]);
  for (const [name, value] of Object.entries(gauges))
    family(name, 'gauge', gaugeHelp[name] ?? name, [['', value]]);
  const { postDuration } = metrics;
  const name = 'sotto_relay_post_duration_seconds';
  lines.push(
    `# HELP ${name} From the arrival of a post to its being durable.`,
    `# TYPE ${name} histogram`,
  );
  const counts = postDuration.cumulative();
  for (const [index, bound] of Histogram.bounds.entries())
    lines.push(`${name}_bucket{le="${bound}"} ${counts[index]}`);
  lines.push(`${name}_bucket{le="+Inf"} ${postDuration.count}`);
  lines.push(`${name}_sum ${postDuration.sumSeconds}`, `${name}_count ${postDuration.count}`);
  return `${lines.join('\n')}\n`;
}

function counters(metrics: Metrics): readonly (readonly [string, string, number])[] {
  return [
    ['connections', 'Connections accepted.', metrics.connectionsTotal],
    ['connections_refused', 'Connections refused.', metrics.connectionsRefused],
    ['messages_received', 'Messages from handsets.', metrics.messagesReceived],
    ['messages_sent', 'Messages to handsets.', metrics.messagesSent],
    ['received_bytes', 'Bytes of messages from handsets.', metrics.bytesReceived],
    ['sent_bytes', 'Bytes of messages to handsets.', metrics.bytesSent],
    ['malformed', 'Messages that were no batch of frames.', metrics.malformed],
    ['requests', 'Requests.', metrics.requests],
    ['acks', 'Acks done.', metrics.acks],
    ['delivered', 'Envelopes delivered.', metrics.delivered],
    ['delivered_bytes', 'Bytes of bodies delivered.', metrics.deliveredBytes],
    ['replaced', 'Listeners replaced by newer ones.', metrics.replaced],
    ['registered', 'Entries of registers stored.', metrics.registered],
    ['expired', 'Things dropped after their expiry.', metrics.expired],
    ['withdrawn', 'Mailboxes removed because their credit was taken back.', metrics.withdrawn],
    ['blob_in_bytes', 'Bytes of blobs received.', metrics.blobBytesIn],
    ['blob_out_bytes', 'Bytes of blobs sent.', metrics.blobBytesOut],
    ['store_failures', 'Calls to a store that failed.', metrics.storeFailures],
  ];
}

const gaugeHelp: Readonly<Record<string, string>> = {
  mailboxes: 'Mailboxes.',
  envelopes: 'Envelopes not acked.',
  envelope_bytes: 'Bytes of bodies not acked.',
  registers: 'Commit registers.',
  blobs: 'Blobs.',
  blob_bytes: 'Bytes of blobs.',
  listeners: 'Mailboxes listened to.',
  remotes: 'Remote addresses remembered for rate limits.',
};
