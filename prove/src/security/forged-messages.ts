import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { join } from 'node:path';
import { currentSigner, fileKeyProvider, type HttpRequest, signRequest, verifyResponse } from '@mz/crypto';
import { type Answer, send } from './send.ts';
import type { Stage } from './stage.ts';

type Headers = Record<string, string>;

/** Forged and altered signed messages (RFC 9421) at an agency's endpoint, and its answers given for others. */
export async function forgedMessages(stage: Stage): Promise<{ runs: number; faults: string[] }> {
  const keys = fileKeyProvider({ dir: join(stage.platform.surroundings.dataDir, 'keys'), create: false });
  const key = currentSigner(keys, 'signing/income-verification');
  const agency = currentSigner(keys, 'signing/agency-simulator');
  const base = stage.platform.urlOf('agency-simulator');
  const path = '/agencies/TAX/queries';
  const body = JSON.stringify({
    ref: randomUUID(),
    purpose: 'VERIFY_MEANS',
    item: 'NONE',
    idNo: 'x',
    name: '某某',
    from: '2014-01-01',
    to: '2014-06-01',
  });
  const signed = (more: object = {}, ages = { created: 0, expires: 60_000 }): Headers =>
    signRequest({
      method: 'POST',
      url: `${base}${path}`,
      headers: { 'content-type': 'application/json' },
      body,
      keyId: key.id,
      privateKey: key.privateKey,
      created: new Date(Date.now() + ages.created),
      expires: new Date(Date.now() + ages.expires),
      nonce: randomUUID(),
      ...more,
    });
  const post = (headers: Headers, given: { path?: string; body?: string } = {}): Promise<Answer> =>
    send(stage, { base, method: 'POST', path: given.path ?? path, headers, body: given.body ?? body });
  const altered = (change: (headers: Headers) => void): Headers => {
    const headers = signed();
    change(headers);
    return headers;
  };
  const covered = (drop: string): Headers =>
    altered((headers) => {
      headers['signature-input'] = String(headers['signature-input']).replace(drop, '');
    });

  const used = signed();
  const control = await post(used);
  // 400 QUERY_REFUSED: the signature held, and the question is none.
  const faults = control.status === 401 ? [`a good message was refused: ${control.text.slice(0, 200)}`] : [];
  const stranger = generateKeyPairSync('ed25519').privateKey;
  const sm2 = generateKeyPairSync('ec', { namedCurve: 'SM2' }).privateKey;
  const forged: Readonly<Record<string, () => Promise<Answer>>> = {
    'a nonce used twice': () => post(used),
    'no signature': () => post({ 'content-type': 'application/json' }),
    'a stranger under the known key id': () => post(signed({ privateKey: stranger })),
    'an unknown key id': () => post(signed({ keyId: 's1-000000000000' })),
    'another body under the digest': () => post(signed(), { body: body.replace('2014-01-01', '2013-01-01') }),
    'another digest under the signature': () =>
      post(
        altered((one) => Object.assign(one, { 'content-digest': `sha-256=:${Buffer.alloc(32).toString('base64')}:` })),
      ),
    'another address': () => post(signed(), { path: '/agencies/VEHICLE/queries' }),
    'a question added to the address': () => post(signed(), { path: `${path}?all=1` }),
    'without @method': () => post(covered('"@method" ')),
    'without @target-uri': () => post(covered('"@target-uri" ')),
    'without content-digest': () => post(covered('"content-digest" ')),
    'without content-type': () => post(covered(' "content-type"')),
    'nothing covered': () =>
      post(
        altered((one) =>
          Object.assign(one, { 'signature-input': String(one['signature-input']).replace(/\(.*?\)/, '()') }),
        ),
      ),
    'no nonce': () =>
      post(
        altered((one) =>
          Object.assign(one, { 'signature-input': String(one['signature-input']).replace(/;nonce="[^"]*"/, '') }),
        ),
      ),
    'another algorithm named': () =>
      post(
        altered((one) =>
          Object.assign(one, { 'signature-input': String(one['signature-input']).replace('ed25519', 'hmac-sha256') }),
        ),
      ),
    'too old': () => post(signed({}, { created: -700_000, expires: -400_000 })),
    'old with a long life': () => post(signed({}, { created: -700_000, expires: 700_000 })),
    'from the future': () => post(signed({}, { created: 700_000, expires: 900_000 })),
    'under another label': () => post(signed({ label: 'sig2' })),
    zeros: () =>
      post(altered((one) => Object.assign(one, { signature: `sig1=:${Buffer.alloc(64).toString('base64')}:` }))),
    'plain ECDSA on the SM2 curve': () =>
      post(
        altered((one) =>
          Object.assign(one, {
            signature: `sig1=:${sign('sha256', Buffer.from(body), { key: sm2, dsaEncoding: 'ieee-p1363' }).toString('base64')}:`,
          }),
        ),
      ),
    'two signatures of one label': () =>
      post(altered((one) => Object.assign(one, { signature: `${one.signature}, sig1=:AAAA:` }))),
  };
  for (const [name, strike] of Object.entries(forged)) {
    const answer = await strike();
    if (answer.status !== 401) faults.push(`message, ${name}: ${answer.status} ${answer.text.slice(0, 160)}`);
  }
  const swapped = await swappedAnswers(stage, {
    signed,
    post,
    request: { method: 'POST', url: `${base}${path}`, headers: {}, body },
    agency,
  });
  return { runs: Object.keys(forged).length + swapped.runs, faults: [...faults, ...swapped.faults] };
}

/** The answer of one question is not the answer of another, nor of itself once anything in it differs. */
async function swappedAnswers(
  stage: Stage,
  given: {
    signed(): Headers;
    post(headers: Headers): Promise<Answer>;
    request: HttpRequest;
    agency: ReturnType<typeof currentSigner>;
  },
): Promise<{ runs: number; faults: string[] }> {
  const [first, second] = [given.signed(), given.signed()];
  const answers = [await given.post(first), await given.post(second)];
  const verify = async (answer: Answer | undefined, headers: Headers, change: object = {}): Promise<boolean> => {
    const { status = 0, headers: received = {}, text = '' } = answer ?? {};
    const decision = await verifyResponse(
      { status, headers: received, body: text, ...change },
      {
        request: { ...given.request, headers },
        now: new Date(),
        keyLookup: (id) => (id === given.agency.id ? given.agency.publicKey : undefined),
      },
    );
    return decision.ok;
  };
  if (answers.some(({ status }) => status !== 200)) {
    stage.say('the agency signs no refusal: answers are swapped in the tests of packages/crypto alone');
    return { runs: 0, faults: [] };
  }
  const taken = [
    ...((await verify(answers[0], second)) ? ['the answer of another question'] : []),
    ...((await verify(answers[0], first, { status: 500 })) ? ['another status'] : []),
    ...((await verify(answers[0], first, { body: '{}' })) ? ['another body'] : []),
  ];
  const control = (await verify(answers[0], first)) ? [] : ['a good answer was refused'];
  return { runs: 3, faults: [...control, ...taken.map((what) => `answer taken: ${what}`)] };
}
