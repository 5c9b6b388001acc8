import { expect, test } from 'vitest';
import { copiedFileNo } from './copy-rules.ts';

test.each([
  ['HANDED_OVER', 'AGRI-SUBSIDY-20140428-001.jwe', 'AGRI-SUBSIDY-20140428-001'],
  ['HANDED_OVER', 'AGRI-SUBSIDY-20140428-001.0123456789abcdef.jwe', undefined],
  ['HANDED_OVER', 'readme.txt', undefined],
  ['TAKEN', 'AGRI-SUBSIDY-20140428-001-A1.0123456789abcdef.jwe', 'AGRI-SUBSIDY-20140428-001-A1'],
  ['TAKEN', 'AGRI-SUBSIDY-20140428-001-A1.too-large.jwe', 'AGRI-SUBSIDY-20140428-001-A1'],
  ['TAKEN', 'AGRI-SUBSIDY-20140428-001-A1.jwe', undefined],
  ['TAKEN', 'notes.jwe', undefined],
] as const)('the number of a copy that lies as %s: %s', (place, name, fileNo) => {
  expect(copiedFileNo(place, name)).toBe(fileNo);
});
