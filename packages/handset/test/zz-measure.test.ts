import type { RecordChange } from '@sotto/core';
import { test } from 'vitest';
import { meet, person, shows } from './handset-fixture.ts';
import { tinyRelay } from './tiny-relay.ts';

test('measure', async () => {
  const relay = tinyRelay();
  const log: Record<string, string[]> = { ada: [], ben: [] };
  const hook = (who: string) => (_n: number, changes: readonly RecordChange[]) => {
    log[who]!.push(changes.map((c) => ('put' in c ? c.value.length : -1)).join(' '));
  };
  const ada = await person({ relay, name: 'Ada', records: { onWrite: hook('ada') } });
  const ben = await person({ relay, name: 'Ben', records: { onWrite: hook('ben') } });
  const { ofA, ofB } = await meet(ada, ben);
  const wait = () => new Promise((resolve) => setTimeout(resolve, 600));
  await wait();
  const all: string[] = [];
  for (let i = 0; i < 4; i++) {
    const t = 'x'.repeat(200) + i; all.push(t);
    for (const k of ['ada', 'ben']) log[k]!.push(`--- ${i}`);
    const [a, id] = i % 2 === 0 ? [ada, ofA] : [ben, ofB];
    await a.handset.send(id, { text: t });
    await shows(ada.handset, ofA, all); await shows(ben.handset, ofB, all);
    await wait();
  }
  console.log(JSON.stringify(log, null, 1));
});
