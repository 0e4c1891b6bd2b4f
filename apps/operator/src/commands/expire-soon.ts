import type { Command, Context } from '../command.ts';
import { lookAtCertificate } from '../expiry/certificate.ts';
import type { Expiry } from '../expiry/expiries.ts';
import { expiriesOf } from '../expiry/expiries.ts';
import { neededSettings, readRunning } from '../network/state-for.ts';
import { durationText, timeText } from '../time-text.ts';

const daySeconds = 86_400;
const maxDays = 3_650;

export const expireSoon: Command = {
  name: 'expire-soon',
  arguments: '',
  summary:
    'Says what ends within so many days: keys, roles, notices, freezes, certificates of relays and witnesses.',
  options: ['days'],
  minArguments: 0,
  maxArguments: 0,
  run: async (context) => {
    const { count, world, show } = context;
    const days = count('days', 0, maxDays) ?? 0;
    const nowSeconds = world.nowSeconds();
    const { network } = await readRunning(context);
    const { witnessUrls } = await neededSettings(context);
    const relays = network.relays.map(({ relay }): string => relay);
    const addresses = new Set([...relays, ...witnessUrls.values()]);
    const certificates = await lookAtAll([...addresses], context);
    const until = nowSeconds + days * daySeconds;
    const soon = [...expiriesOf(network, nowSeconds), ...certificates.expiries]
      .filter(({ atSeconds }) => atSeconds <= until)
      .toSorted((a, b) => a.atSeconds - b.atSeconds);
    await show(soon.map((expiry) => sayExpiry(expiry, nowSeconds)));
    await show(certificates.troubles);
    if (soon.length + certificates.troubles.length > 0) return 'care';
    return show([`Nothing ends within ${days} days.`]);
  },
};

async function lookAtAll(
  addresses: readonly string[],
  { signal }: Context,
): Promise<{ readonly expiries: readonly Expiry[]; readonly troubles: readonly string[] }> {
  const looked = addresses
    .filter((address) => address.startsWith('https:'))
    .map(async (address) => ({ address, seen: await lookAtCertificate(address, signal) }));
  const expiries: Expiry[] = [];
  const troubles: string[] = [];
  for (const { address, seen } of await Promise.all(looked)) {
    if (seen.outcome === 'unseen') {
      troubles.push(`The certificate of ${address} was not seen: ${seen.why}.`);
      continue;
    }
    expiries.push({
      atSeconds: seen.expiresAtSeconds,
      what: `certificate of ${address}, by ${seen.issuer}`,
    });
    if (seen.distrusted !== undefined)
      troubles.push(`The certificate of ${address} is not taken by handsets: ${seen.distrusted}.`);
  }
  return { expiries, troubles };
}

function sayExpiry({ atSeconds, what }: Expiry, nowSeconds: number): string {
  const left = atSeconds - nowSeconds;
  const when = left <= 0 ? `over since ${durationText(-left)}` : `in ${durationText(left)}`;
  return `${timeText(atSeconds)}  ${when}: ${what}`;
}
