import { draftDivisionChange, getDivision, publishDivisionChange, resolveDivision } from '@mz/contracts';
import type { TestAnswer } from '@mz/testing';
import { read, type Test, tokenOf, type Who } from './proposal-road.ts';

/** The part of 平阴县 that goes to 长清区, as its letter has it. */
export async function transferChange(
  test: Test,
  proposalId: string,
  more: object = {},
): Promise<Record<string, unknown>> {
  const { approvedOn } = (await read(test, proposalId)).body;
  return {
    proposalId,
    kinds: ['TRANSFER_PART'],
    title: '平阴县孝直镇划归长清区',
    authority: 'PROVINCE',
    approvedOn,
    effectiveOn: approvedOn,
    effectiveDayInLetter: false,
    items: transferItems,
    units: [],
    mapping: [],
    ...more,
  };
}

export const moved = {
  fromCode: '370124000000',
  toCode: '370113000000',
  extent: 'PART',
  partUnits: ['370124103000'],
  remainder: false,
  populationShare: 0.12,
};
export const rest = {
  fromCode: '370124000000',
  toCode: '370124000000',
  extent: 'PART',
  partUnits: [] as string[],
  remainder: true,
  populationShare: 0.88,
};
export const transferItems = [moved, rest];

export async function enter(test: Test, body: object, who: Who = 'province'): Promise<TestAnswer> {
  return test.call(draftDivisionChange, { token: await tokenOf(test, who), body });
}

export async function publish(test: Test, id: string, version = 1, who: Who = 'publisher'): Promise<TestAnswer> {
  return test.call(publishDivisionChange, { token: await tokenOf(test, who), params: { id }, version, body: {} });
}

/** Name and status of a code on a day, or why there is none. */
export async function nameOn(test: Test, code: string, asOf: string, knownAt?: string): Promise<string> {
  const query = { asOf, ...(knownAt === undefined ? {} : { knownAt }) };
  const { status, body } = await test.call(getDivision, { params: { code }, query });
  return status === 200 ? `${body.name} ${body.codeStatus}` : (body as unknown as { code: string }).code;
}

/** Where a code leads, as the handbook writes it. */
export async function resolved(test: Test, code: string, from: string, to: string): Promise<string[]> {
  const { status, body } = await test.call(resolveDivision, { query: { code, from, to } });
  if (status !== 200) return [(body as unknown as { code: string }).code];
  return body.results.map((result) => `${result.code} ${result.extent}`);
}
