import { ours } from '/work/main/tooling/bench/src/mls/ours/pair.ts';
import { nodeCrypto } from '/work/main/plugins/crypto-node/src/index.ts';
const p=await ours('ours','classical',()=>nodeCrypto().create({})).pair();
const t=new Uint8Array(200);
for(let i=0;i<10000;i++){await p.sendAtoB(t);await p.sendBtoA(t);}
