import { type Answer, refusalOf } from './http.ts';
import type { StoryCase } from './intake.ts';
import { needStatus, type Stage, textOf } from './stage.ts';

const assistance = '/api/social-assistance/v1';
const payments = '/api/payments/v1';

/** The payee with an account that two persons entered and verified. */
export async function registerPayee(stage: Stage, opened: StoryCase, enrolmentId: string): Promise<string> {
  const { key, office, story, personIds } = opened;
  const created = needStatus(
    stage,
    `${key}.payee`,
    await stage.as(`${office}account-clerk`).post(`${payments}/payees`, {
      body: {
        kind: 'PERSON',
        enrolmentId,
        personId: personIds[0],
        account: { number: story.account.accountNo, bankCode: story.account.bankCode, kind: 'CARD' },
      },
    }),
    201,
  );
  const payeeId = textOf(created, 'id');
  const verified = needStatus(
    stage,
    `${key}.payee-verified`,
    await stage
      .as(`${office}account-checker`)
      .post(`${payments}/payees/${payeeId}/verification`, { ifMatch: created.version }),
    200,
  );
  stage.expectations.expect(`${key}.account-active`, 'payee', 'ACTIVE', verified.accountStatus);
  await stage.settle();
  return payeeId;
}

/** Money that arrives in a county's fund. */
interface Appropriation {
  /** Part of the document's number: a document is booked once. */
  readonly code: string;
  readonly amountFen: number;
  readonly receivedOn: string;
}

/** Opens the county's fund for the household's programme and books the first appropriation. */
export async function openFund(stage: Stage, opened: StoryCase, first: Appropriation): Promise<string> {
  const { key, office, story } = opened;
  const officer = stage.as(`${office}fund-officer`);
  const openedFund = needStatus(
    stage,
    `${key}.fund`,
    await officer.post(`${payments}/funds`, {
      body: {
        fundCode: first.code,
        fundClass: 'FISCAL',
        level: 'COUNTY',
        divisionCode: story.countyCode,
        year: 2014,
        programmes: [story.programme],
      },
    }),
    201,
  );
  const fundId = textOf(openedFund, 'id');
  await receiveMoney(stage, opened, fundId, first);
  return fundId;
}

/** Books an appropriation of the province. */
export async function receiveMoney(
  stage: Stage,
  { key, office }: StoryCase,
  fundId: string,
  { code, amountFen, receivedOn }: Appropriation,
): Promise<void> {
  const received = await stage.as(`${office}fund-officer`).post(`${payments}/fund-receipts`, {
    body: {
      fundId,
      docNo: `鲁财社〔2014〕${code}号`,
      fromLevel: 'PROVINCE',
      amountFen: stage.sabotaged('fund-one-fen-short') ? amountFen - 1 : amountFen,
      appropriatedOn: '2014-05-12',
      receivedOn,
    },
  });
  needStatus(stage, `${key}.fund-receipt.${code}`, received, 201);
}

interface Batch {
  readonly id: string;
  readonly count: number;
  readonly totalFen: number;
}

/** The bureau's month: generated, checked, approved and sealed by two persons. */
export async function sealBatch(
  stage: Stage,
  opened: StoryCase,
  name: string,
  run: { readonly month: string; readonly kind?: 'REISSUE' },
): Promise<Batch> {
  const { office, story } = opened;
  const officer = stage.as(`${office}batch-officer`);
  const approver = stage.as(`${office}batch-approver`);
  const body = {
    programme: story.programme,
    divisionCode: story.countyCode,
    benefitMonth: run.month,
    ...(run.kind === undefined ? {} : { kind: run.kind }),
  };
  const generated = needStatus(
    stage,
    `${name}.generate`,
    await officer.post(`${assistance}/payment-batches`, { body }),
    201,
  );
  const id = textOf(generated, 'id');
  const path = `${assistance}/payment-batches/${id}`;
  const checked = needStatus(
    stage,
    `${name}.check`,
    await officer.post(`${path}/check`, { ifMatch: generated.version }),
    200,
  );
  const byOfficer = await officer.post(`${path}/approval`, { ifMatch: checked.version });
  stage.expectations.expect(`${name}.approve-by-officer`, byOfficer.request, 403, byOfficer.status);
  const approved = needStatus(
    stage,
    `${name}.approve`,
    await approver.post(`${path}/approval`, { ifMatch: checked.version }),
    200,
  );
  const sealed = needStatus(
    stage,
    `${name}.seal`,
    await approver.post(`${path}/seal`, { ifMatch: approved.version }),
    200,
  );
  await stage.settle();
  return { id, count: Number(sealed.count), totalFen: Number(sealed.totalFen) };
}

/** Payments took the batch over; the finance bureau confirms; the bank file is written. */
export async function fileRun(stage: Stage, opened: StoryCase, name: string, runId: string): Promise<Answer['body']> {
  const { office } = opened;
  const finance = stage.as(`${office}finance`);
  const path = `${payments}/runs/${runId}`;
  const screened = needStatus(stage, `${name}.run`, await finance.get(path), 200);
  stage.expectations.need(`${name}.screened`, 'GET run', 'SCREENED', screened.state);
  const confirmed = needStatus(
    stage,
    `${name}.confirm`,
    await finance.post(`${path}/confirmation`, { ifMatch: screened.version }),
    200,
  );
  stage.expectations.expect(`${name}.confirmed`, 'run', 'FINANCE_CONFIRMED', confirmed.state);
  const officer = stage.as(`${office}fund-officer`);
  const filed = needStatus(
    stage,
    `${name}.file`,
    await officer.post(`${path}/bank-files`, { ifMatch: confirmed.version }),
    200,
  );
  const [fileId] = filed.bankFileIds as string[];
  return needStatus(stage, `${name}.bank-file`, await officer.get(`${payments}/bank-files/${fileId}`), 200);
}

/** The bank's answer for every line of a file. */
export async function returnFile(
  stage: Stage,
  opened: StoryCase,
  file: Answer['body'],
  result: { fileNo: string; failCode?: string; postedOn: string },
): Promise<Answer> {
  const count = Number(file.lineCount);
  const lines = Array.from({ length: count }, (_, index) => ({
    seq: index + 1,
    result: result.failCode === undefined ? 'OK' : 'FAIL',
    ...(result.failCode === undefined ? {} : { failCode: result.failCode }),
    postedOn: result.postedOn,
  }));
  return stage.as(`${opened.office}fund-officer`).post(`${payments}/bank-returns`, {
    body: {
      fileNo: result.fileNo,
      bankFileId: file.id,
      originalSha256: file.sha256,
      lines: stage.sabotaged('return-line-dropped') ? lines.slice(1) : lines,
      totalFen: file.totalFen,
    },
  });
}

/** The books of a county: balanced, and the named accounts at the given yuan. */
export async function expectLedger(
  stage: Stage,
  opened: StoryCase,
  id: string,
  balances: Record<string, string>,
): Promise<void> {
  const answer = await stage
    .as(`${opened.office}finance`)
    .get(`${payments}/ledger/balances?divisionCode=${opened.story.countyCode}&programme=${opened.story.programme}`);
  stage.expectations.expect(`${id}.balanced`, answer.request, true, answer.body.balanced);
  const rows = (answer.body.balances ?? []) as { account: string; balanceFen: number }[];
  for (const [account, yuan] of Object.entries(balances)) {
    const fen = rows.filter((row) => row.account === account).reduce((sum, row) => sum + row.balanceFen, 0);
    stage.expectations.expect(`${id}.${account}`, 'ledger', yuan, (Math.abs(fen) / 100).toFixed(2));
  }
}

/** Lines of a run by state. */
export async function linesOf(
  stage: Stage,
  opened: StoryCase,
  runId: string,
): Promise<{ state: string; amountFen: number; id: string }[]> {
  const answer = await stage.as(`${opened.office}finance`).get(`${payments}/runs/${runId}/lines`);
  if (answer.status !== 200) throw new Error(`The lines cannot be read: ${refusalOf(answer)}`);
  return answer.body.items as { state: string; amountFen: number; id: string }[];
}
