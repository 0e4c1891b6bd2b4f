import { join } from 'node:path';
import { readFileIfThere } from '../files/read-file.ts';
import { formatJson, jsonFields, parseJson } from '../files/json-format.ts';
import { operatorLimits } from '../limits.ts';
import { witnessUrl } from '../charter/named-witness.ts';

/** What this machine knows of a network besides its log: `network.json` in its folder. People may edit it. */
export interface NetworkSettings {
  /** Hash of the founding charter, 32 bytes: what was compared with others, and what everything is checked against. */
  readonly pin: Uint8Array;
  /** Where each witness is asked, by the name in its verifier key. */
  readonly witnessUrls: ReadonlyMap<string, string>;
}

export function settingsPath(folder: string): string {
  return join(folder, 'network.json');
}

export function formatSettings({ pin, witnessUrls }: NetworkSettings): Uint8Array {
  return formatJson({
    sotto: 'network',
    version: 1,
    charterHash: pin.toHex(),
    witnesses: Object.fromEntries(witnessUrls),
  });
}

/** `undefined` when the folder knows no network. @throws OPERATOR_FILE, OPERATOR_FORMAT, OPERATOR_USAGE */
export async function readSettings(folder: string): Promise<NetworkSettings | undefined> {
  const bytes = await readFileIfThere(settingsPath(folder), operatorLimits.maxFileBytes);
  if (bytes === undefined) return undefined;
  const what = 'file network.json';
  const fields = jsonFields(parseJson(bytes, what), what);
  fields.head('network');
  const pin = fields.hex('charterHash', 32);
  const witnesses = fields.value('witnesses');
  // Takes the fields out by name, so that it has to be an object.
  jsonFields(witnesses, `${what}, at the witnesses`);
  fields.end();
  const urls = Object.entries(witnesses as Record<string, unknown>);
  return {
    pin,
    witnessUrls: new Map(urls.map(([name, url]) => [name, witnessUrl(String(url))])),
  };
}
