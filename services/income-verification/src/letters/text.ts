import type { LegalDay } from '@mz/domain';
import { agencyName, itemName } from '../agreements/index.ts';

/** Whom a letter asks about: by name, number and item. */
export interface LetterPerson {
  readonly name: string;
  readonly idNo: string;
  readonly items: readonly string[];
}

/** The letter that asks an agency about persons (SA-649 art. 58, 2014-05-01): only name, number, item and period. */
export function queryLetter(letter: {
  readonly no: string;
  readonly agencyCode: string;
  readonly persons: readonly LetterPerson[];
  readonly from: LegalDay;
  readonly to: LegalDay;
  readonly dueOn: LegalDay;
  readonly writtenOn: LegalDay;
}): string {
  const lines = letter.persons.map(
    ({ name, idNo, items: asked }, index) =>
      `${index + 1}. ${name}，公民身份号码 ${idNo}，查询项目：${asked.map(itemName).join('、')}`,
  );
  return [
    '居民家庭经济状况核对函',
    `核对函〔${letter.writtenOn.slice(0, 4)}〕${letter.no}号`,
    `${agencyName(letter.agencyCode)}：`,
    '根据《社会救助暂行办法》（国务院令第649号）第五十八条，经本人书面授权，请协助查询下列人员的有关信息：',
    ...lines,
    `查询期间：${letter.from} 至 ${letter.to}。请于 ${letter.dueOn} 前书面答复；查无记录的，请注明“查无记录”。`,
    '查询内容仅用于社会救助家庭经济状况核对，请予保密。',
    `日期：${letter.writtenOn}`,
  ].join('\n');
}

/** The letter that asks an agency to correct its register after an objection (income-verification.md §7). */
export function correctionLetter(letter: {
  readonly no: string;
  readonly agencyCode: string;
  readonly types: readonly string[];
  readonly reason: string;
  readonly writtenOn: LegalDay;
}): string {
  return [
    '登记信息更正建议函',
    `核对函〔${letter.writtenOn.slice(0, 4)}〕${letter.no}号`,
    `${agencyName(letter.agencyCode)}：`,
    `申请人对贵单位登记的下列信息提出异议并提交了证明材料：${letter.types.map(itemName).join('、')}。`,
    `复核意见：${letter.reason}`,
    '请核实并更正登记信息，将结果函告本中心。',
    `日期：${letter.writtenOn}`,
  ].join('\n');
}
