import { describe, expect, it } from 'vitest';
import { describeErrors } from '../src/error-catalogue.ts';
import { eventsPage } from '../src/events-page.ts';

const gone = { status: 404, zh: '没有', en: 'Gone' };

describe('the catalogue of all errors', () => {
  it('names the kit as the owner of a common code and each service that declares a code', () => {
    const { errors, conflicts } = describeErrors([
      { name: 'people', errors: { THING_GONE: gone } },
      { name: 'payments', errors: { THING_GONE: gone } },
    ]);
    expect(errors.find(({ code }) => code === 'THING_GONE')?.services).toEqual(['people', 'payments']);
    expect(errors.find(({ code }) => code === 'TOKEN_MISSING')?.services).toEqual(['all']);
    expect(conflicts).toEqual([]);
  });

  it('lists a code whose status differs between two services as a conflict', () => {
    const { conflicts } = describeErrors([
      { name: 'people', errors: { THING_GONE: gone } },
      { name: 'payments', errors: { THING_GONE: { ...gone, status: 410 } } },
    ]);
    expect(conflicts).toEqual(['THING_GONE']);
  });

  it('is in alphabetical order, so that a new code changes one line', () => {
    const codes = describeErrors([{ name: 'people', errors: { AAA: gone } }]).errors.map(({ code }) => code);
    expect(codes).toEqual(codes.toSorted());
    expect(codes[0]).toBe('AAA');
  });
});

it('the page of events has a line for a subscription with its consumers', () => {
  expect(eventsPage()).toContain('| `cn.gov.sd.mz.case.opened.v1` | bureau |');
});
