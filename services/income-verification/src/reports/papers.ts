import { createHash, randomBytes } from 'node:crypto';
import type { listReportPapers, OperationInputOf, OperationOutputOf, verifyReport } from '@mz/contracts';
import { currentSigner, type SigningAlgorithm } from '@mz/crypto';
import { type Context, type Download, fail } from '@mz/service-kit';
import { CompactSign } from 'jose';
import type { AppKit, Db } from '../app-kit.ts';
import { decidePaperState, readerOf } from './paper-rules.ts';
import { paperOf } from './pdf.ts';
import { getReportRow, type ReportRow } from './queries.ts';
import type { Report } from './views.ts';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const codeLength = 16;
const algorithms: Readonly<Record<SigningAlgorithm, string>> = { Ed25519: 'EdDSA', ES256: 'ES256' };

/** A code of 80 bits that nobody guesses; letters that are not taken for digits. */
export function newVerificationCode(): string {
  return [...randomBytes(codeLength)].map((byte) => alphabet[byte % alphabet.length]).join('');
}

/** The version as its reader may see it, on paper; its hash is signed and kept before a byte leaves. */
export async function downloadOf(
  kit: AppKit,
  ctx: Context,
  { row, report }: { readonly row: ReportRow; readonly report: Report },
): Promise<Download> {
  const { id, reportNo, reportVersion, issuedOn, verificationCode } = row;
  if (issuedOn === null || verificationCode === null) throw fail('REPORT_NOT_ISSUED');
  const bytes = await paperOf(report, { issuedOn, verifyUrl: verifyUrl(kit, reportNo, verificationCode) });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const paper = { reportId: id, sha256, reader: readerOf(ctx.grant?.role), signature: await sign(kit, sha256) };
  // The paper is the house's: a citizen's own reach ends at what they read.
  await kit.read(kit.system('reports.keepPaper'), (db) =>
    db
      .insertInto('reportPaper')
      .values({ ...paper, madeOn: kit.clock.today() })
      .onConflict((conflict) => conflict.columns(['reportId', 'sha256']).doNothing())
      .execute(),
  );
  return { fileName: `核对报告-${reportNo}-${reportVersion}.pdf`, chunks: oneChunk(bytes) };
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function verifyUrl(kit: AppKit, no: string, code: string): string {
  return `${kit.config.publicBaseUrl}/v1/public/reports/verify?no=${no}&code=${code}`;
}

/** Detached JWS over the hash in hexadecimal: whoever holds the paper computes the payload. */
async function sign(kit: AppKit, sha256: string): Promise<string> {
  const signer = currentSigner(kit.keys, 'signing/income-verification');
  const whole = await new CompactSign(Buffer.from(sha256, 'ascii'))
    .setProtectedHeader({ alg: algorithms[signer.algorithm], kid: signer.id, typ: 'mz-report+jws' })
    .sign(signer.privateKey);
  const [head, , signature] = whole.split('.');
  return `${head}..${signature}`;
}

/** Hash and signature of each paper of a version. */
export async function listPapers(
  kit: AppKit,
  ctx: Context,
  { params }: OperationInputOf<typeof listReportPapers>,
): Promise<OperationOutputOf<typeof listReportPapers>> {
  return kit.read(ctx, async (db) => {
    const { id } = await getReportRow(db, params.id);
    const query = db.selectFrom('reportPaper').select(['sha256', 'reader', 'signature', 'madeOn']);
    return { items: await query.where('reportId', '=', id).orderBy('madeOn').orderBy('sha256').execute() };
  });
}

/** Whether a paper holds, for whoever has its number and code: nothing of a person (income-verification.md §9). */
export async function verify(
  kit: AppKit,
  { query: { no, code, sha256 } }: OperationInputOf<typeof verifyReport>,
): Promise<OperationOutputOf<typeof verifyReport>> {
  return kit.read(kit.system('reports.verify'), async (db) => {
    const report = await db
      .selectFrom('report')
      .select(['id', 'reportNo', 'reportVersion', 'issuedOn', 'validTo', 'state'])
      .where('reportNo', '=', no)
      .where('verificationCode', '=', code)
      .executeTakeFirst();
    // A wrong code and a wrong number are answered alike.
    if (report === undefined || report.issuedOn === null || report.validTo === null) throw fail('REPORT_UNKNOWN');
    const { id, reportNo, reportVersion, issuedOn, validTo } = report;
    const paper = sha256 === undefined ? undefined : await findPaper(db, id, sha256);
    return {
      ...{ reportNo, reportVersion, issuedOn, validTo },
      state: decidePaperState({ state: report.state, validTo, today: kit.clock.today() }),
      hashMatches: sha256 === undefined ? null : paper !== undefined,
      signature: paper?.signature ?? null,
    };
  });
}

async function findPaper(db: Db, reportId: string, sha256: string) {
  const query = db.selectFrom('reportPaper').select('signature').where('reportId', '=', reportId);
  return query.where('sha256', '=', sha256).executeTakeFirst();
}
