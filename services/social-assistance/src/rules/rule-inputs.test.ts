import { createParameterSource, type ParameterPlace, type ParameterSource } from '@mz/domain';
import { describe, expect, it } from 'vitest';
import { aCase, aContext, aMember, withParameter } from './factories.ts';
import { isJsonValue } from './json-value.ts';
import { onceSource } from './once-source.ts';
import { readParameterRows } from './parameter-rows.ts';
import { codesOf, placesOf, silentContext } from './rule-context.ts';
import { toAssessed } from './stored-assessment.ts';
import { traceOf } from './trace-steps.ts';

const [row] = aCase().parameters;
if (row === undefined) throw new RangeError('the start data has rows');

describe('a parameter row is read with two different approvers and a value that JSON holds', () => {
  it.each<[string, object]>([
    ['nobody', { approvedBy: [] }],
    ['one', { approvedBy: ['a'] }],
    ['an empty name', { approvedBy: ['', 'b'] }],
    ['an empty second name', { approvedBy: ['a', ''] }],
    ['one person twice', { approvedBy: ['a', 'a'] }],
    ['a value that is no number', { value: Number.NaN }],
    ['no value', { value: undefined }],
    ['a list with a hole of JSON', { value: [1, undefined] }],
  ])('PARAMETER_TYPE_INVALID: %s', (_, change) => {
    expect(() => readParameterRows([{ ...row, ...change }])).toThrow(
      `PARAMETER_TYPE_INVALID: ${row.key} on ${row.validFrom}`,
    );
  });

  it.each([
    ['EAST', 'EAST'],
    ['CENTRAL', 'CENTRAL'],
    ['WEST', 'WEST'],
    ['NORTH', null],
    [undefined, null],
  ])('the group %s of cities is read as %s', (regionGroup, expected) => {
    const [read] = readParameterRows([{ ...row, approvedBy: ['a', 'b', 'c'], regionGroup } as typeof row]);
    expect([read?.regionGroup, read?.approvedBy]).toEqual([expected, ['a', 'b']]);
  });
});

describe('where and when parameters are looked up', () => {
  it('from the county to the nation, with the group of cities where there is one', () => {
    const places = ['370102000000', '370100000000', 'EAST', '370000000000', '000000000000'];
    expect(placesOf(aCase())).toEqual(places);
    const { regionGroup: _, ...facts } = aCase();
    expect(placesOf(facts)).toEqual(places.filter((place) => place !== 'EAST'));
  });

  it('on the day of the decision, for the month that is computed', () => {
    const facts = aCase();
    const source = createParameterSource(readParameterRows(facts.parameters));
    expect(silentContext(facts, source, '2014-09')).toMatchObject({
      ...{ month: '2014-09', onDay: '2014-09-01', trace: undefined, place: { date: '2014-05-16' } },
    });
  });

  it('PARAMETER_TYPE_INVALID: codes that are not texts', () => {
    const parameters = withParameter('asset.financial_kinds', ['DEPOSIT', 1]);
    expect(() => codesOf(aContext(aCase({ parameters })), 'asset.financial_kinds')).toThrow(/^PARAMETER_TYPE_INVALID/);
    expect(codesOf(aContext(aCase()), 'asset.financial_kinds')).toContain('DEPOSIT');
  });

  it('a source that remembers asks for each parameter once, whoever of a place and day asks again', () => {
    const inner = createParameterSource(readParameterRows(aCase().parameters));
    const asked: string[] = [];
    const counting: ParameterSource = {
      ...inner,
      number: (key, at) => inner.number(noted(key, at), at),
      text: (key, at) => inner.text(noted(key, at), at),
      flag: (key, at) => inner.flag(noted(key, at), at),
      list: (key, at) => inner.list(noted(key, at), at),
    };
    function noted(key: string, { date }: ParameterPlace): string {
      asked.push(`${key} ${date}`);
      return key;
    }
    const once = onceSource(counting);
    const at = { date: '2014-05-16', divisions: placesOf(aCase()) };
    for (const place of [at, { ...at, date: '2014-05-17' }, at, { ...at }]) {
      once.number('grant.minimum_fen', place);
      once.text('rounding_mode', place);
      once.flag('members.exclude_conscripts', place);
      once.list('asset.financial_kinds', place);
    }
    const keys = ['grant.minimum_fen', 'rounding_mode', 'members.exclude_conscripts', 'asset.financial_kinds'];
    expect(asked).toEqual(['2014-05-16', '2014-05-17'].flatMap((date) => keys.map((key) => `${key} ${date}`)));
  });

  it('a source that remembers gives what it knows as the kind that is asked for, or refuses', () => {
    const once = onceSource(createParameterSource(readParameterRows(aCase().parameters)));
    const at = { date: '2014-05-16', divisions: placesOf(aCase()) };
    once.number('grant.minimum_fen', at);
    once.text('rounding_mode', at);
    const wrong = /^PARAMETER_TYPE_INVALID/;
    expect(() => once.text('grant.minimum_fen', at)).toThrow(wrong);
    expect(() => once.flag('grant.minimum_fen', at)).toThrow(wrong);
    expect(() => once.list('grant.minimum_fen', at)).toThrow(wrong);
    expect(() => once.number('rounding_mode', at)).toThrow(wrong);
  });

  it('a source that remembers tells what was used, and begins anew when it is restarted', () => {
    const once = onceSource(createParameterSource(readParameterRows(aCase().parameters)));
    const at = { date: '2014-05-16', divisions: placesOf(aCase()) };
    const other = { ...at, date: '2013-01-01' };
    expect(once.flag('members.exclude_conscripts', at)).toBe(true);
    expect(once.flag('members.exclude_conscripts', { ...at })).toBe(true);
    expect(once.list('asset.financial_kinds', at)).toBe(once.list('asset.financial_kinds', at));
    expect(() => once.flag('members.exclude_conscripts', other)).toThrow(/^PARAMETER_MISSING/);
    expect(once.used().map(({ key }) => key)).toEqual(['asset.financial_kinds', 'members.exclude_conscripts']);
    expect(once.restart().used()).toEqual([]);
  });
});

describe('what JSON can hold', () => {
  it.each<[unknown, boolean]>([
    ['text', true],
    [true, true],
    [0, true],
    [null, true],
    [[1, 'a', { b: null }], true],
    [Number.NaN, false],
    [Number.POSITIVE_INFINITY, false],
    [undefined, false],
    [1n, false],
    [() => 1, false],
    [{ a: { b: undefined } }, false],
    [[1, Number.NaN], false],
  ])('%#: %s is %s', (value, expected) => {
    expect(isJsonValue(value)).toBe(expected);
  });

  it('a trace with anything else is a broken result', () => {
    const step = { rule: 'SA-R-09@1', legalBasis: 'law', inputs: { n: 1 }, output: true };
    expect(traceOf([step])).toEqual([step]);
    for (const broken of [
      { ...step, output: undefined },
      { ...step, inputs: { n: Number.NaN } },
      { ...step, inputs: { n: 1, m: Number.NaN } },
    ]) {
      expect(() => traceOf([broken])).toThrow('the trace holds what JSON cannot hold');
    }
  });
});

describe('a stored assessment', () => {
  const { standards, parameters: _, ...facts } = aCase({ members: [aMember(1), aMember(2)] });
  const { divisionCode } = facts;
  const head = { programme: 'URBAN_DIBAO', divisionCode, fromMonth: '2014-06' };
  const stored = { ...head, keptFen: null, keptUntil: null, facts };

  it('takes the standards of now, no parameters, and nothing of the change that stored it', () => {
    const read = toAssessed({ ...stored, facts: { ...facts, change: { cause: 'DEATH' } } }, { standards: [] });
    expect(read).toEqual({ fromMonth: '2014-06', kept: null, facts: { ...facts, standards: [], parameters: [] } });
  });

  it.each([
    ['URBAN_DIBAO', 'URBAN_DIBAO'],
    ['RURAL_DIBAO', 'RURAL_DIBAO'],
  ])('of %s', (programme, expected) => {
    expect(toAssessed({ ...stored, programme }, { standards }).facts.programme).toBe(expected);
  });

  it('is looked up where the enrolment stands now, whatever code its capsule bears (place-names.md §9)', () => {
    expect(toAssessed({ ...stored, divisionCode: '370116001201' }, { standards }).facts.divisionCode).toBe(
      '370116001201',
    );
  });

  it('keeps an amount only with its last month', () => {
    const keptOf = (keptFen: number | null, keptUntil: string | null) =>
      toAssessed({ ...stored, keptFen, keptUntil }, { standards }).kept;
    expect(keptOf(54_000, '2014-08')).toEqual({ amountFen: 54_000, until: '2014-08' });
    expect([keptOf(54_000, null), keptOf(null, '2014-08')]).toEqual([null, null]);
  });
});
