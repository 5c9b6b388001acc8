import { Fen } from '@mz/contracts';
import { type TSchema, Type } from 'typebox';
import { describe, expect, test } from 'vitest';
import { nodeOf } from './plain-schema.ts';
import { compileSerializer } from './serializer.ts';

const write = (schema: TSchema, value: unknown): unknown => JSON.parse(compileSerializer(nodeOf(schema))(value));

describe('what fits is written', () => {
  test('undeclared fields are dropped at every level', () => {
    const schema = Type.Object({
      a: Type.Object({ b: Type.String() }),
      list: Type.Array(Type.Object({ c: Type.Integer() })),
    });
    const value = { a: { b: 'x', idNo: '1' }, list: [{ c: 1, idNo: '1' }], idNo: '1' };
    expect(write(schema, value)).toEqual({ a: { b: 'x' }, list: [{ c: 1 }] });
  });

  test('optional and nullable fields, records, tuples, literals, anything', () => {
    const schema = Type.Object({
      left: Type.Optional(Type.String()),
      nothing: Type.Union([Type.String(), Type.Null()]),
      counts: Type.Record(Type.String(), Type.Integer()),
      pair: Type.Tuple([Type.String(), Type.Number()]),
      state: Type.Union([Type.Literal('A'), Type.Literal('B')]),
      any: Type.Unknown(),
    });
    const value = {
      left: undefined,
      nothing: null,
      counts: { FULL: 2 },
      pair: ['x', 0.5],
      state: 'B',
      any: { free: [1] },
    };
    const { left: _, ...rest } = value;
    expect(write(schema, value)).toEqual(rest);
  });

  test('the branch of a union that fits', () => {
    const schema = Type.Union([
      Type.Object({ kind: Type.Literal('done'), amountFen: Fen }),
      Type.Object({ kind: Type.Literal('waiting'), for: Type.String() }),
    ]);
    expect(write(schema, { kind: 'waiting', for: 'x', amountFen: 1.5 })).toEqual({ kind: 'waiting', for: 'x' });
  });

  test('the parts of an intersection', () => {
    const schema = Type.Intersect([Type.Object({ a: Type.String() }), Type.Object({ b: Type.String() })]);
    expect(write(schema, { a: '1', b: '2', c: '3' })).toEqual({ a: '1', b: '2' });
  });

  test('an instant as its text, a safe bigint as its number', () => {
    const schema = Type.Object({ at: Type.String(), count: Type.Integer() });
    expect(write(schema, { at: new Date(0), count: 12n })).toEqual({ at: '1970-01-01T00:00:00.000Z', count: 12 });
  });
});

describe('what does not fit is never written', () => {
  test.each([
    ['a fraction is not truncated', Type.Object({ amountFen: Fen }), { amountFen: 1.5 }, '/amountFen'],
    ['money is no text', Type.Object({ amountFen: Fen }), { amountFen: '12' }, '/amountFen'],
    ['money is no bigint', Type.Object({ amountFen: Fen }), { amountFen: 12n }, '/amountFen'],
    ['beyond the safe range', Type.Object({ n: Type.Integer() }), { n: 2n ** 60n }, '/n'],
    ['not a number', Type.Object({ n: Type.Number() }), { n: Number.NaN }, '/n'],
    [
      'a required field is missing',
      Type.Object({ a: Type.Array(Type.Object({ b: Type.String() })) }),
      { a: [{}] },
      '/a/0/b',
    ],
    ['null where a value is due', Type.Object({ a: Type.String() }), { a: null }, '/a'],
    ['another literal', Type.Union([Type.Literal('A'), Type.Literal('B')]), 'C', 'the top'],
    ['a list in place of an object', Type.Object({}), [], 'the top'],
  ])('%s', (_, schema, value, place) => {
    expect(() => write(schema, value)).toThrow(`does not fit its schema at ${place}`);
  });

  test('the message holds no value', () => {
    expect(() => write(Type.Object({ n: Type.Integer() }), { n: '370100199001019019' })).toThrow(/^[^0-9]*$/);
  });

  test('a schema that an answer cannot have stops the start', () => {
    expect(() => compileSerializer(nodeOf(Type.Object({ a: Type.Undefined() })))).toThrow('undefined');
    expect(() => compileSerializer({ $ref: 'Person' })).toThrow('$ref');
  });
});
