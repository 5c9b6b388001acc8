import { defineOperation } from '@mz/contracts';
import { Type } from 'typebox';
import { describe, expect, test } from 'vitest';
import { checkBody } from './check-body.ts';

const operation = defineOperation({
  id: 'grants.create',
  service: 'social-assistance',
  method: 'POST',
  path: '/v1/grants',
  summary: 'A grant',
  body: Type.Object(
    { from: Type.String({ format: 'date' }), amountFen: Type.Integer({ description: '分' }) },
    { additionalProperties: false },
  ),
  success: { status: 201, schema: Type.Object({}) },
  permission: 'grants:create',
});

function codesOf(body: unknown): unknown {
  try {
    checkBody(operation, body, { language: 'zh-CN' });
    return [];
  } catch (error) {
    return (error as { errors: { code: string; pointer: string }[] }).errors.map(
      ({ code, pointer }) => `${code} ${pointer}`,
    );
  }
}

describe('the body of an operation that did not come by REST', () => {
  test.each([
    ['what fits passes', { from: '2014-04-28', amountFen: 5 }, []],
    ['a day that is not in the calendar', { from: '2014-02-30', amountFen: 5 }, ['INPUT_INVALID /body/from']],
    ['a broken amount', { from: '2014-04-28', amountFen: 0.5 }, ['AMOUNT_INVALID /body/amountFen']],
    ['text is not coerced', { from: '2014-04-28', amountFen: '5' }, ['AMOUNT_INVALID /body/amountFen']],
    ['null is never 0', { from: '2014-04-28', amountFen: null }, ['AMOUNT_INVALID /body/amountFen']],
    ['a field too many', { from: '2014-04-28', amountFen: 5, more: 1 }, ['INPUT_INVALID /body/more']],
  ])('%s', (_, body, codes) => {
    expect(codesOf(body)).toEqual(codes);
  });
});
