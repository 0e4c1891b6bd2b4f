import { test } from 'vitest';
import { createPlugin } from '@sotto/core';
import { indexeddbRecords } from '@sotto/records-indexeddb';
test('bench', async () => {
  const name = crypto.randomUUID();
  const r = await createPlugin(indexeddbRecords({ name }), {} as never);
  const out: string[] = [navigator.userAgent];
  const rnd = (n:number)=>crypto.getRandomValues(new Uint8Array(n));
  for (const [per,total] of [[1,500],[32,10000],[256,100000]] as const) {
    const ks = Array.from({length: total},()=>rnd(32)); const v = rnd(300);
    const t = performance.now();
    for (let i=0;i<total;) { const c=[]; for(let j=0;j<per&&i<total;j++) c.push({put:ks[i++]!,value:v}); await r.write(c); }
    out.push(`${per}: ${Math.round(total/((performance.now()-t)/1000))}/s`);
  }
  { const t=performance.now(); await Promise.all(Array.from({length:5000},()=>r.write([{put:rnd(32),value:rnd(300)}]))); out.push(`concurrent single ${Math.round(5000/((performance.now()-t)/1000))}/s`); }
  const max=new Uint8Array(65).fill(255);
  for (const reverse of [false,true]) {
    const t=performance.now(); let n=0; for(let i=0;i<50;i++){ const f=rnd(32); f[0]!&=127; for await (const e of r.range({from:reverse?new Uint8Array(0):f,to:reverse?f:max,limit:100,reverse})) n++; } out.push(`range100 reverse=${reverse} ${((performance.now()-t)/50).toFixed(2)} ms (${n/50})`);
  }
  { const t=performance.now(); let n=0; for await (const e of r.range({from:new Uint8Array(0),to:max})) n++; out.push(`full cursor ${n} in ${(performance.now()-t).toFixed(0)} ms`); }
  await r.close();
  const db = await new Promise<IDBDatabase>((res)=>{const q=indexedDB.open(name);q.onsuccess=()=>res(q.result)});
  const ans=<T,>(q:IDBRequest<T>)=>new Promise<T>((res,rej)=>{q.onsuccess=()=>res(q.result);q.onerror=()=>rej(q.error)});
  { const t=performance.now(); for(let i=0;i<50;i++){ const f=rnd(32); f[0]!&=127; const s=db.transaction('record').objectStore('record'); const k=IDBKeyRange.lowerBound(f); await Promise.all([ans(s.getAllKeys(k,100)),ans(s.getAll(k,100))]); } out.push(`getAll100 ${((performance.now()-t)/50).toFixed(2)} ms`); }
  out.push('getAllRecords: '+('getAllRecords' in IDBObjectStore.prototype));
  if('getAllRecords' in IDBObjectStore.prototype) for (const direction of ['next','prev']) { const t=performance.now(); for(let i=0;i<50;i++){ const f=rnd(32); f[0]!&=127; const s=db.transaction('record').objectStore('record') as any; const k=IDBKeyRange.lowerBound(f); await ans(s.getAllRecords({query:k,count:100,direction})); } out.push(`getAllRecords100 ${direction} ${((performance.now()-t)/50).toFixed(2)} ms`); }
  { const t=performance.now(); let from: Uint8Array=new Uint8Array(0); let n=0; for(;;){ const s=db.transaction('record').objectStore('record'); const k=IDBKeyRange.lowerBound(from,true); const [ks,vs]=await Promise.all([ans(s.getAllKeys(k,256)),ans(s.getAll(k,256))]); n+=vs.length; if(vs.length<256)break; from=new Uint8Array(ks.at(-1) as ArrayBuffer);} out.push(`full getAll ${n} in ${(performance.now()-t).toFixed(0)} ms`); }
  console.log(out.join('\n'));
}, 300000);
