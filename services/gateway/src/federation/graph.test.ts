import { describe, expect, test } from 'vitest';
import { readServiceFile, shownServices } from '../service-files.ts';
import { composeGraph, type SubgraphSource } from './graph.ts';

const people: SubgraphSource = {
  name: 'people',
  url: '',
  sdl: 'type Person @key(fields: "id") { id: ID! name: String } extend type Query { person: Person }',
};

function bureau(sdl: string): SubgraphSource {
  return { name: 'social-assistance', url: '', sdl };
}

describe('the committed schemas', () => {
  const sources = shownServices.flatMap((name) => {
    const sdl = readServiceFile(name, 'schema.graphql');
    return sdl === undefined ? [] : [{ name, sdl, url: '' }];
  });
  const graph = composeGraph(sources);

  test('compose, and no type is extended that nobody defines', () => {
    expect(sources.length).toBeGreaterThanOrEqual(5);
    expect(graph.orphans).toEqual([]);
  });

  test('payments answers the lines of the bureau’s enrolment, income-verification the report of its application', () => {
    expect(graph.ownerOf('Enrolment', 'paymentLines')).toBe('payments');
    expect(graph.ownerOf('Application', 'report')).toBe('income-verification');
    expect(graph.homeOf('Enrolment')).toBe('social-assistance');
    expect(graph.homeOf('Person')).toBe('people');
  });

  test('nothing of federation itself is shown to people', () => {
    expect(graph.schema.getType('_Entity')).toBeUndefined();
    expect(Object.keys(graph.schema.getQueryType()?.getFields() ?? {}).filter((name) => name.startsWith('_'))).toEqual(
      [],
    );
  });
});

describe('what is not planned is refused at start', () => {
  const faults: readonly [string, string, string][] = [
    ['compound keys', 'type A @key(fields: "a b") { a: ID! b: ID! } extend type Query { a: A }', 'compound keys'],
    [
      'unions',
      'type A { a: ID! } type B { b: ID! } union C = A | B extend type Query { c: C }',
      'interfaces or unions',
    ],
    [
      'interfaces',
      'interface I { a: ID! } type A implements I { a: ID! } extend type Query { i: I }',
      'interfaces or unions',
    ],
    [
      '@requires',
      'extend type Person @key(fields: "id") { id: ID! @external name: String @external greet: String @requires(fields: "name") }',
      '@requires',
    ],
    ['a schema that does not compose', 'extend type Query { person: Missing }', 'do not compose'],
  ];
  test.each(faults)('%s', (_what, sdl, words) => {
    expect(() => composeGraph([people, bureau(sdl)])).toThrow(words);
  });

  test('an extension of a type that no service defines is left out and named', () => {
    const sdl = 'extend type Grant @key(fields: "id") { id: ID! @external lines: Int } extend type Query { one: Int }';
    const graph = composeGraph([people, bureau(sdl)]);
    expect(graph.orphans).toEqual(['Grant']);
    expect(graph.schema.getType('Grant')).toBeUndefined();
  });
});
