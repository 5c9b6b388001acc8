import { expect, test } from 'vitest';
import { filterText } from './filter-text.ts';

test.each([
  ['nothing', {}, ''],
  ['words, in order', { state: 'DISPATCHED', overdue: 'REPORT' }, 'overdue=REPORT&state=DISPATCHED'],
  [
    'an id',
    { applicationId: '018f2a10-0000-7000-8000-0000000000c1' },
    'applicationId=018f2a10-0000-7000-8000-0000000000c1',
  ],
  ['what was not asked for', { state: undefined, overdue: null }, ''],
  ['an identity number where a word should be', { state: '37010219740312000X' }, 'state=*'],
  ['a name', { agencyCode: '张伟' }, 'agencyCode=*'],
  ['yes or no', { overdue: true }, 'overdue=true'],
])('a filter in the log: %s', (_, filter, text) => {
  expect(filterText(filter)).toBe(text);
});
