import { manualClock } from '@sotto/contracts';
import { createPlugin } from '@sotto/core';
import { sqliteMailboxes } from '@sotto/mailboxes-sqlite';
import { execSync } from 'node:child_process';
import { writeFileSync, appendFileSync, rmSync, statSync } from 'node:fs';
const F='/tmp/fulltest'; execSync(`rm -rf ${F}/*`);
const clock=manualClock(); const address=new Uint8Array(32).fill(7) as never;
let m=await createPlugin(sqliteMailboxes({path:`${F}/m.db`}),{clock} as never);
await m.open({address,idleSeconds:1e9});
let ids=0; const post=(n=20000)=>{const postId=new Uint8Array(16) as never; new DataView((postId as any).buffer).setUint32(0,++ids);
 return m.post({postId,mailboxes:[address],body:new Uint8Array(n),ttlSeconds:3600,maxEnvelopes:1e9,maxBytes:1e12}).then(()=>true,(e)=>{return false});};
const fill=async(n=20000,together=20)=>{let s=0;for(;;){const r=await Promise.all(Array.from({length:together},()=>post(n)));s+=r.filter(Boolean).length;if(r.includes(false))return s;}};
const df=()=>execSync(`df -m ${F} | tail -1`).toString().trim().split(/\s+/).slice(2,4).join('/');
const sizes=()=>{try{return [statSync(`${F}/m.db`).size>>20,statSync(`${F}/m.db-wal`).size>>20]}catch{return []}};
const log=(...a:any[])=>console.log(...a,'df used/avail',df(),'db/wal',...sizes(),JSON.stringify(await0));let await0:any='';
const tot=async()=>{await0=(await m.totals()).envelopes};
const wait=(ms:number)=>new Promise(r=>setTimeout(r,ms));
const tryit=async(n:string,f:()=>Promise<any>)=>{try{return [n,await f()]}catch(e:any){return [n,e.code]}};
for(const how of ['ack','expire','ack']){
 let s=await fill(); await tot(); log('filled',how,s);
 await wait(1500); s=await fill(); await tot(); log('again',s);
 if(how==='ack') console.log(await tryit('ack',()=>m.ack(address,Number.MAX_SAFE_INTEGER)));
 else {clock.advance(7200e3); let d,t=0;do{const r:any=await tryit('x',()=>m.expire(500));d=r[1];t+=+d}while(d>=500);console.log('expired',d,t)}
 await tot(); log('freed'); console.log('post at once',await post()); await wait(1500);
}
// another writer takes the rest
let before=await fill(); await tot(); const held=await0; log('held');
try{for(;;)appendFileSync(`${F}/other`,new Uint8Array(1<<16))}catch(e:any){console.log('other:',e.code)} 
try{for(;;)appendFileSync(`${F}/other`,new Uint8Array(512))}catch(e:any){} log('disk full');
for(let i=0;i<3;i++){console.log(await post(),await tryit('ack',()=>m.ack(address,1)),await tryit('expire',()=>m.expire(500)),await tryit('totals',()=>m.totals().then(t=>t.envelopes)));await wait(1000)}
log('still full');
const reads=await m.read({address,after:0,maxCount:1e6,maxBytes:1e9}); console.log('readable',reads.length,'of',held);
rmSync(`${F}/other`);
for(let i=0;;i++){const a=await tryit('ack',()=>m.ack(address,reads[9]!.position));if(a[1]===undefined){console.log('acks again after',i);break}await wait(300)}
await tot();log('room');
await m.ack(address,reads[99]!.position);
for(let i=0;;i++){if(await post()){console.log('posts again after',i);break}await wait(300)}
clock.advance(7200e3); let d=0,t=0;do{d=await m.expire(500);t+=d}while(d>=500);await tot();console.log('expired',t,await0);
// full disk and stop
await fill(); await tot(); const last=await0;
try{for(;;)appendFileSync(`${F}/other`,new Uint8Array(1<<16))}catch{} try{for(;;)appendFileSync(`${F}/other`,new Uint8Array(512))}catch{}
console.log(await tryit('stop',()=>m.stop())); log('stopped');
rmSync(`${F}/other`);
m=await createPlugin(sqliteMailboxes({path:`${F}/m.db`}),{clock} as never);
console.log('reopened',(await m.totals()).envelopes,last); await m.stop();
