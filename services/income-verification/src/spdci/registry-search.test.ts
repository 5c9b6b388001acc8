import type { SpdciAnswered } from '@mz/contracts';
import { describe, expect, test } from 'vitest';
import { answerOf } from './registry-search.ts';

const ref = '018f2a10-0000-7000-8000-0000000000c1';

function record(...attributes: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  return {
    '@type': 'Beneficiary',
    programme_identifier: { programme_identifier: 'CREMATION' },
    additional_attributes: attributes.map(([name, value]) => ({ name, value })),
  };
}

function answered(records: Record<string, unknown>[]): SpdciAnswered {
  const head = { reference_id: ref, timestamp: '2014-04-28T00:00:00+08:00', status: 'succ' as const };
  return { ...head, data: { reg_records: records } };
}

describe('whose records a registry answers with, by an attribute of each', () => {
  const [own, other] = ['a'.repeat(64), 'b'.repeat(64)];
  test.each([
    ['of one person', [own, own], own],
    ['of two: of none that was asked about', [own, other], 'several'],
    ['one that does not say it', [own, undefined], undefined],
    ['no text', [7], undefined],
    ['no record', [], undefined],
  ])('%s', (_, subjects, subject) => {
    const records = subjects.map((one) =>
      record(['home', '第一殡仪馆'], ...(one === undefined ? [] : ([['subject', one]] as const))),
    );
    const answer = answerOf(answered(records), 'CREMATION');
    expect(answer.subject).toBe(subject);
    expect(answer.rows).toEqual(subjects.map(() => ({ home: '第一殡仪馆' })));
  });

  test('what is no record of the item stays as it came, for the judgement to refuse', () => {
    const odd = { ...record(['subject', own]), '@type': 'Group' };
    expect(answerOf(answered([odd]), 'CREMATION')).toMatchObject({ rows: [odd], outcome: 'HIT' });
  });
});
