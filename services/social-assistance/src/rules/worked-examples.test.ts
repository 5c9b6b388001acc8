import { describe, expect, it } from 'vitest';
import { readWorkedExamples, runExample } from '../cli/worked-examples.ts';

describe('the worked examples of social-assistance §4.1', () => {
  for (const example of readWorkedExamples()) {
    it(`example ${example.id}: ${example.title}`, () => {
      const outcome = runExample(example);
      expect(outcome.actual).toEqual(example.expected);
    });
  }

  it('each example that the first cut owes has its file', () => {
    const ids = readWorkedExamples().map(({ id }) => id);
    const owed = ['1', '2', '3', '4', '5a', '5b', '7a', '7b', '8a', '8b', '9', '14', '20', '23'];
    expect(owed.filter((id) => !ids.includes(id))).toEqual([]);
  });
});
