import { createPrivateKey, createPublicKey, randomUUID, sign, verify } from 'node:crypto';
import { request } from 'undici';

// Bare undici with Ed25519: signs method, path and a nonce, sends, reads the answer and verifies its signature; no digest, no
// time window, no ledger. node bare-signed.ts <url> <calls> <together>; keys as in signed-server.ts.
const [url = '', calls = '1', together = '1'] = process.argv.slice(2);
const ownKey = createPrivateKey({ key: decoded('CALLER_PRIVATE_KEY'), format: 'der', type: 'pkcs8' });
const theirKey = createPublicKey({ key: decoded('OTHER_KEY'), format: 'der', type: 'spki' });
let left = Number(calls);
const [begun, before] = [performance.now(), process.cpuUsage()];
await Promise.all(Array.from({ length: Number(together) }, ask));
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ calls: Number(calls), ms: performance.now() - begun, cpuMs: (user + system) / 1_000 }));

function decoded(name: string): Buffer {
  return Buffer.from(process.env[name] ?? '', 'base64');
}

async function ask(): Promise<void> {
  const path = '/bare/answers';
  while (left > 0) {
    left -= 1;
    const nonce = randomUUID();
    const text = `GET ${path} ${nonce}`;
    const signature = sign(null, Buffer.from(text), ownKey).toString('base64');
    const answer = await request(url + path, { headers: { 'x-nonce': nonce, 'x-signature': signature } });
    const body = await answer.body.text();
    const given = Buffer.from(String(answer.headers['x-signature']), 'base64');
    if (!verify(null, Buffer.from(`${text} ${body}`), theirKey, given)) throw new Error('the answer does not hold');
    JSON.parse(body);
  }
}
