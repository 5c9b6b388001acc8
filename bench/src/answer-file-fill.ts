import { createHash, createHmac, createPrivateKey, createPublicKey, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ownWords } from '@mz/agencies';
import { currentSecret, currentSigner, fileKeyProvider } from '@mz/crypto';
import { CompactEncrypt, CompactSign } from 'jose';
import type pg from 'pg';
import type { Server } from './server.ts';

/** A file that an agency answers with, and the rows in it as plain lines. */
export interface AnswerFile {
  readonly fileNo: string;
  readonly chunkId: string;
  readonly sealed: string;
  readonly rows: string;
}

const agency = 'FISCAL_PAY';
const item = 'PAYROLL';
const day = '2014-04-28';
/** One person in how many is on a payroll, and of these one in how many changed the employer. */
const [knownOneIn, changedOneIn] = [20, 200];
/** RFC 8410 §7: the fixed PKCS#8 head of an X25519 private key, followed by its 32 bytes. */
const head = Buffer.from('302e020100300506032b656e04220420', 'hex');

/** Sends the file of one item of a batch over all persons, and writes the agency's answer to it. */
export async function fillAnswer(
  { server, client }: { readonly server: Server; readonly client: pg.Client },
  { persons, round }: { readonly persons: number; readonly round: number },
): Promise<AnswerFile> {
  const fileNo = `${agency}-${item}-${day.replaceAll('-', '')}-${String(round + 1).padStart(3, '0')}`;
  const [recheckId, chunkId, fileId] = [randomUUID(), randomUUID(), randomUUID()];
  const person = (n: string): string => `('00000000-0000-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`;
  await client.query(
    `insert into recheck (id, no, kind, division_code, as_of, items, part_size, state, persons, started_by, started_at)
     values ($1, $2, 'MONTHLY', '370000000000', '${day}', '{${item}}', $3, 'RUNNING', $3, 'bench', now())`,
    [recheckId, `BENCH-${round}`, persons],
  );
  await client.query(
    `insert into recheck_part (recheck_id, no, person_ids, first_person_id, last_person_id)
     select $1, 0, array_agg(${person('n')} order by n), ${person('1')}, ${person('max(n)')} from generate_series(1, $2::int) n`,
    [recheckId, persons],
  );
  await client.query(
    `insert into exchange_file (id, direction, file_no, agency_code, item_code, agreement_id, state, sha256, row_count, key_id,
       body, created_on, created_at, route)
     select $1, 'OUT', $2, agency_code, '${item}', id, 'SENT', repeat('0', 64), $3, 'bench', 'x', '${day}', now(), 'FOLDER'
     from agency_agreement where agency_code = '${agency}' limit 1`,
    [fileId, fileNo, persons],
  );
  await client.query(
    `insert into recheck_chunk (id, recheck_id, part_no, agency_code, item_code, state, file_id, asked, open)
     select $1, $2, 0, '${agency}', '${item}', 'SENT', $3, cover, cover from int4multirange(int4range(1, $4::int + 1)) cover`,
    [chunkId, recheckId, fileId, persons],
  );
  const rows = rowsOf({ chunkId, persons, round });
  return {
    fileNo: `${fileNo}-A1`,
    chunkId,
    rows,
    sealed: await seal(server, { fileNo: `${fileNo}-A1`, rows, persons }),
  };
}

function rowsOf({ chunkId, persons, round }: { chunkId: string; persons: number; round: number }): string {
  let text = '';
  for (let seq = 1; seq <= persons; seq += 1) {
    const isKnown = seq % knownOneIn === 0;
    const hasChanged = isKnown && (seq / knownOneIn + round) % changedOneIn === 0;
    const pay = {
      unit: hasChanged ? `试验中学第${round}校` : '试验中心小学',
      kind: 'PUBLIC',
      grossFen: 312_345,
      month: '2014-04',
    };
    const row = {
      seq,
      ref: chunkId,
      outcome: isKnown ? 'HIT' : 'NO_RECORD',
      rows: isKnown ? ownWords(agency, item, [pay]) : [],
    };
    text += `${JSON.stringify({ ...row, source_as_of: day })}\n`;
  }
  return text;
}

/** As the agencies' side of the convention writes it (income-verification.md §4). */
async function seal(
  { dataDir }: Pick<Server, 'dataDir'>,
  { fileNo, rows, persons }: { readonly fileNo: string; readonly rows: string; readonly persons: number },
): Promise<string> {
  const keys = fileKeyProvider({ dir: join(dataDir, 'keys'), create: true });
  const signer = currentSigner(keys, 'signing/agency-simulator');
  const header = {
    ...{ file_no: fileNo, agency, item, kind: 'ANSWER', created_at: `${day}T01:00:00.000Z`, count: persons },
    ...{ sha256: createHash('sha256').update(rows).digest('hex'), key_id: signer.id },
  };
  const signed = await new CompactSign(Buffer.from(JSON.stringify(header)))
    .setProtectedHeader({ alg: 'EdDSA', kid: signer.id, typ: 'mz-exchange+jws' })
    .sign(signer.privateKey);
  const { id, secret } = currentSecret(keys, 'data-encryption/income-verification-exchange');
  const bytes = createHmac('sha256', secret).update('mz-exchange-key/1').digest();
  const pair = createPrivateKey({ key: Buffer.concat([head, bytes]), format: 'der', type: 'pkcs8' });
  return new CompactEncrypt(Buffer.from(`${signed}\n${rows}`))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: id })
    .encrypt(createPublicKey(pair));
}
