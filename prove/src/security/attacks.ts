/** One attack on the graph: what is sent, and where it is no plain POST of a query. */
export interface Attack {
  readonly name: string;
  readonly body: string;
  readonly method?: 'GET';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent past the gateway to a subgraph with the gateway's own token. */
  readonly subgraph?: boolean;
  /** What the answer may not contain. */
  readonly silentAbout?: RegExp;
}

const id = '01a22e99-0000-7000-8000-000000000001';
const one = `application(id: "${id}") { id }`;
const times = (count: number, text: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => text(n)).join(' ');
const nested = (depth: number): string => `${'enrolments { application { '.repeat(depth)}id${' } }'.repeat(depth)}`;

function query(name: string, text: string, more: object = {}): Attack {
  return { name, body: JSON.stringify({ query: text, ...more }) };
}

/** Known attacks on GraphQL servers; every one must be refused before anybody reads a row. */
export const attacks: readonly Attack[] = [
  query('depth: 40 levels', `{ household(id: "${id}") { ${nested(20)} } }`),
  query('depth by inline fragments', `{ ${'... on Query { '.repeat(2_000)}${one}${' }'.repeat(2_000)} }`),
  query(
    'depth by fragments',
    `{ ...f0 } ${times(60, (n) => `fragment f${n} on Query { application(id: "${id}") { id ...g${n} } } fragment g${n} on Application { household { applications { id } } }`)}`,
  ),
  query('aliases: 200 of one field', `{ ${times(200, (n) => `a${n}: ${one}`)} }`),
  query('aliases of __typename', `{ ${times(500, (n) => `a${n}: __typename`)} }`),
  query(
    'aliases hidden in fragments',
    `{ ${times(20, () => '...f')} } fragment f on Query { ${times(10, (n) => `a${n}: ${one}`)} }`,
  ),
  { name: 'batch of queries', body: JSON.stringify(Array.from({ length: 100 }, () => ({ query: `{ ${one} }` }))) },
  query('fragment that spreads itself', '{ ...f } fragment f on Query { ...f }'),
  query(
    'fragments in a circle',
    '{ ...a } fragment a on Query { ...b } fragment b on Query { ...c } fragment c on Query { ...a }',
  ),
  query(
    'fragments that double 30 times',
    `{ ...f0 } ${times(30, (n) => `fragment f${n} on Query { ...f${n + 1} ...f${n + 1} }`)} fragment f30 on Query { ${one} }`,
  ),
  query('introspection of the schema', '{ __schema { types { name fields { name type { name } } } } }'),
  query('introspection of a type', '{ __type(name: "Person") { fields { name } } }'),
  query('introspection in a fragment', 'query q { ...f } fragment f on Query { __schema { queryType { name } } }'),
  query('introspection beside a real field', `{ ${one} __schema { directives { name } } }`),
  query('1,300 directives on a field', `{ application(id: "${id}") ${'@skip(if: false) '.repeat(1_300)}{ id } }`),
  query('unknown directives', `{ application(id: "${id}") ${times(500, (n) => `@x${n}`)} { id } }`),
  query('one directive twice', `{ application(id: "${id}") @skip(if: false) @skip(if: false) { id } }`),
  query('a field 5,000 times', `{ application(id: "${id}") { ${'id '.repeat(5_000)} } }`),
  query(
    'a page of a thousand million',
    '{ applications(first: 1000000000) { edges { node { id clocks { step } } } } }',
  ),
  query(
    'a page by variable',
    'query q($n: Int) { applications(first: $n) { edges { node { id clocks { step } } } } }',
    { variables: { n: 2_147_483_647 } },
  ),
  query(
    'pages in pages',
    '{ divisions(first: 200) { edges { node { children(first: 200) { edges { node { children(first: 200) { edges { node { code } } } } } } } } } }',
  ),
  {
    name: 'variables 100,000 deep',
    body: `{"query":"query q($id: ID!) { application(id: $id) { id } }","variables":{"id":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
  },
  query('variable of another type', 'query q($id: ID!) { application(id: $id) { id } }', {
    variables: { id: { $ne: null } },
  }),
  query('variable that is missing', 'query q($id: ID!) { application(id: $id) { id } }'),
  query('90,000 commas and a bomb of tokens', `{ ${'a,'.repeat(45_000)} }`),
  query('longer than any query', `{ ${one} } #${'x'.repeat(120_000)}`),
  query('@defer', `{ ... @defer { ${one} } }`),
  query('@stream', '{ applications @stream(initialCount: 1) { edges { node { id } } } }'),
  query('a subscription', 'subscription { applications { edges { node { id } } } }'),
  query('a syntax tree instead of a text', JSON.stringify({ kind: 'Document', definitions: [] })),
  query('an operation that is not there', `query a { ${one} }`, { operationName: 'b' }),
  query(
    '400 operations in one text',
    times(400, (n) => `query q${n} { ${one} }`),
    { operationName: 'none' },
  ),
  query(
    'entities through the gateway',
    `{ _entities(representations: [{ __typename: "Person", id: "${id}" }]) { __typename } }`,
  ),
  query('the schema of a subgraph', '{ _service { sdl } }'),
  {
    ...query('a misspelt field, to be told the right one', '{ aplication { id } }'),
    silentAbout: /did you mean|application\b/i,
  },
  { ...query('a misspelt argument', `{ application(idd: "${id}") { id } }`), silentAbout: /did you mean/i },
  query('NUL in a name', '{ appli\u0000cation { id } }'),
  query('a string that never ends', `{ application(id: """${'x'.repeat(1_000)}`),
  {
    name: 'a body of two megabytes',
    body: JSON.stringify({ query: `{ ${one} }`, variables: { x: 'x'.repeat(2_000_000) } }),
  },
  {
    name: 'a form from another site',
    body: `query=${encodeURIComponent(`{ ${one} }`)}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  },
  {
    name: 'plain text from another site',
    body: JSON.stringify({ query: `{ ${one} }` }),
    headers: { 'content-type': 'text/plain' },
  },
  { name: 'a query in the address', body: '', method: 'GET' },
  { ...query('nobody', `{ ${one} }`), headers: { authorization: '' } },
  { ...query('a token that is none', `{ ${one} }`), headers: { authorization: 'Bearer x.y.z' } },
  {
    ...query(
      'entities: 60,000 at a subgraph',
      'query q($r: [_Any!]!) { _entities(representations: $r) { ... on Application { id clocks { step } } } }',
      { variables: { r: Array.from({ length: 60_000 }, () => 0) } },
    ),
    subgraph: true,
  },
  { ...query('aliases: 1,100 at a subgraph', `{ ${times(1_100, (n) => `a${n}: ${one}`)} }`), subgraph: true },
  {
    ...query('introspection past the gateway by a person', '{ __schema { types { name } } }'),
    subgraph: true,
    headers: { 'x-user-token': '' },
  },
];
