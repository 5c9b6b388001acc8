import { Day, Fen, Id, Month } from '@mz/contracts';
import { buildSchema } from 'graphql/index.js';
import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { toGraphqlTypes } from './graphql-types.ts';

const Member = Type.Object({ personId: Id, share: Type.Number(), adult: Type.Boolean() }, { $id: 'Member' });
const Household = Type.Object(
  {
    id: Id,
    amountFen: Fen,
    limitFen: Type.Union([Fen, Type.Null()]),
    count: Type.Integer(),
    since: Day,
    month: Type.Optional(Month),
    state: Type.Union([Type.Literal('DRAFT'), Type.Literal('OPEN')]),
    members: Type.Array(Member),
    codes: Type.Array(Type.Union([Type.String(), Type.Null()])),
    address: Type.Object({ line: Type.String() }),
  },
  { $id: 'Household' },
);

test('objects, lists, nullables, ids, money and literals become types, once each', () => {
  const sdl = toGraphqlTypes([Household, Member], { keys: { Household: 'id' } });
  expect(() =>
    buildSchema(`directive @key(fields: String!) on OBJECT scalar Fen ${sdl} type Query { h: Household }`),
  ).not.toThrow();
  expect(sdl.split('\n\n')[0]).toBe(
    [
      'type Household @key(fields: "id") {',
      '  id: ID!',
      '  amountFen: Fen!',
      '  limitFen: Fen',
      '  count: Int!',
      '  since: String!',
      '  month: String',
      '  state: HouseholdState!',
      '  members: [Member!]!',
      '  codes: [String]!',
      '  address: HouseholdAddress!',
      '}',
    ].join('\n'),
  );
  expect(sdl.match(/type Member /g)).toHaveLength(1);
  expect(sdl).toContain('enum HouseholdState {\n  DRAFT\n  OPEN\n}');
});

test('input types and omitted fields', () => {
  const sdl = toGraphqlTypes([Household], { input: true, omit: ['Household.members', 'Household.address'] });
  expect(sdl).toContain('input Household {');
  expect(sdl).not.toContain('Member');
});

test.each([
  ['a record', Type.Record(Type.String(), Type.String())],
  ['anything', Type.Unknown()],
  ['a union of objects', Type.Union([Type.Object({ a: Type.String() }), Type.Object({ b: Type.String() })])],
  ['a tuple', Type.Tuple([Type.String()])],
  ['a literal that is no name', Type.Union([Type.Literal('0'), Type.Literal('1')])],
  ['an empty object', Type.Object({})],
])('%s stops the start and names type and field', (_, schema) => {
  expect(() => toGraphqlTypes([Type.Object({ field: schema }, { $id: 'Broken' })])).toThrow(/Broken\.?[fF]ield/);
});

test('a schema without $id, and two of one name, stop the start', () => {
  expect(() => toGraphqlTypes([Type.Object({ a: Type.String() })])).toThrow('needs an $id');
  const other = Type.Object({ a: Type.String() }, { $id: 'Member' });
  expect(() => toGraphqlTypes([Member, other])).toThrow('Two schemas are called Member');
});
