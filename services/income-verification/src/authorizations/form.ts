import { disclosePersons } from '@mz/contracts';
import { addMonths } from '@mz/domain';
import { createPdf } from '@mz/pdf';
import { type Context, type Download, fail } from '@mz/service-kit';
import { itemName } from '../agreements/index.ts';
import type { AppKit } from '../app-kit.ts';
import { loadParameters } from '../parameters/index.ts';
import { draftedIn, logShown } from '../readings.ts';
import { type DraftRow, getDraftRow } from './drafts.ts';
import { purposeName } from './items.ts';
import { limits } from './sign.ts';

const title = '家庭经济状况核对授权书';

/** The form of a draft, to be signed by hand; the identity number is written in by hand too. */
export async function printForm(kit: AppKit, ctx: Context, id: string): Promise<Download> {
  const { row, terms } = await kit.read(ctx, async (db) => {
    const found = await getDraftRow(db, id);
    const parameters = await loadParameters(db, found.currentDivisionCode, kit.clock.today());
    await logShown(kit, ctx, db, { persons: draftedIn(id), facts: ['NAME'] });
    return { row: found, terms: limits(parameters) };
  });
  if (row.state !== 'DRAFT') throw fail('STATE_TRANSITION_INVALID');
  const names = await readNames(kit, row);
  const months = row.continuous ? terms.capMonths : terms.validMonths;
  const bytes = await formOf(row, { names, months, periodMonths: terms.periodMonths });
  return { fileName: `${title}-${row.no}.pdf`, chunks: oneChunk(bytes) };
}

async function* oneChunk(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function readNames(kit: AppKit, row: DraftRow): Promise<ReadonlyMap<string, string>> {
  const { caseId, grantorPersonId, guardianPersonId } = row;
  const personIds = guardianPersonId === null ? [grantorPersonId] : [grantorPersonId, guardianPersonId];
  const purpose = 'VERIFY_MEANS' as const;
  const body = { personIds, fields: ['name' as const], purpose, caseId };
  const { persons } = await kit.call({ ...kit.system('authorizations.form'), purpose, caseId }, disclosePersons, {
    body,
  });
  return new Map(persons.map(({ personId, name = '' }) => [personId, name]));
}

/** What the form says beside its draft. */
export interface FormFacts {
  readonly names: ReadonlyMap<string, string>;
  readonly months: number;
  readonly periodMonths: number;
}

/** The form as PDF: parties, scope in words, purposes, period, clause, notice of revocation, lines to sign on, number and code. */
export async function formOf(row: DraftRow, { names, months, periodMonths }: FormFacts): Promise<Buffer> {
  const pdf = createPdf({ title, author: '山东省民政厅', createdOn: row.draftedOn });
  pdf.fields(partiesOf(row, names));
  pdf.heading('一、授权事项');
  pdf.paragraph(
    '本人自愿授权民政部门及其核对机构，依照《社会救助暂行办法》（国务院令第649号，2014年5月1日起施行）第五十八条，' +
      '就下列目的向有关单位查询、核对本人的下列信息。',
  );
  pdf.fields([
    ['核对目的', row.scopePurposes.map(purposeName).join('、')],
    ['核对项目', row.scopeItems.map(itemName).join('、')],
    ['信息期间', periodOf(row, periodMonths)],
    ['授权期限', `自签署之日起${months}个月`],
  ]);
  pdf.heading('二、持续核对条款');
  pdf.paragraph(
    row.continuous
      ? '本人同意在享受待遇期间持续核对和接收变更信息；期限届满须重新授权。（continuous=是）'
      : '本授权仅用于本次申请，不作持续核对。（continuous=否）',
  );
  pdf.heading('三、撤回告知');
  pdf.paragraph(
    '本人可随时书面撤回本授权。撤回即时生效，尚未发出的查询一律取消；已收到的答复仅留作审计。' +
      '撤回可能影响申请的办理或待遇的继续享受。核对所得信息依第六十一条保密。',
  );
  pdf.signatureLine(row.guardianPersonId === null ? '授权人签字（按指印）' : '监护人签字（按指印）');
  pdf.signatureLine('见证人签字');
  pdf.qr(row.no, `编号 ${row.no}`);
  pdf.pageNumbers();
  return pdf.end();
}

function partiesOf(row: DraftRow, names: ReadonlyMap<string, string>): [string, string][] {
  const name = (id: string): string => names.get(id) ?? '';
  const blank = '＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿（现场填写）';
  const { guardianPersonId } = row;
  return [
    ['编号', row.no],
    ['授权人', `${name(row.grantorPersonId)}${row.supporter ? '（赡养、抚养、扶养人）' : ''}`],
    ['证件号码', blank],
    ...(guardianPersonId === null ? [] : [['监护人', name(guardianPersonId)] satisfies [string, string]]),
    ...(guardianPersonId === null ? [] : [['监护人证件号码', blank] satisfies [string, string]]),
    ['被授权人', '受理地县级民政部门及其核对机构'],
  ];
}

function periodOf({ periodFrom, periodTo, draftedOn }: DraftRow, periodMonths: number): string {
  const to = periodTo ?? draftedOn;
  return `${periodFrom ?? addMonths(to, -periodMonths)} 至 ${periodTo ?? '签署之日'}`;
}
