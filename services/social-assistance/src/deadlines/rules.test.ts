import { describe, expect, test } from 'vitest';
import { termUnits } from '../applications/terms.ts';
import { raisedTo } from './rules.ts';

describe('the next level (§5.1)', () => {
  test('the township’s steps are raised to the county, the county’s to the city', () => {
    const steps = [...Object.keys(termUnits), 'APPEAL_ANSWER', 'TRANSFER_REVIEW'];
    expect(Object.groupBy(steps, raisedTo)).toEqual({
      COUNTY: ['ACCEPTANCE', 'INVESTIGATION', 'REVIEW', 'TOWNSHIP_OPINION', 'COUNTY_TRANSFER', 'RECHECK'],
      CITY: ['COUNTY_OPINION', 'REFUSAL_NOTICE', 'APPROVAL', 'REINVESTIGATION', 'APPEAL_ANSWER', 'TRANSFER_REVIEW'],
    });
  });
});
