import type { SkeletonNames } from './service-skeleton.ts';

/** package.json of a new service. */
export function manifest({ name }: SkeletonNames): string {
  const dependencies = ['contracts', 'service-kit'].map((own) => [`@mz/${own}`, 'workspace:*'] as const);
  const written = {
    name: `@mz/${name}`,
    version: '0.1.0',
    private: true,
    description: `The service ${name}.`,
    license: 'Apache-2.0',
    type: 'module',
    exports: { '.': './src/app.ts' },
    dependencies: { ...Object.fromEntries(dependencies), kysely: 'catalog:' },
    devDependencies: { '@mz/testing': 'workspace:*' },
  };
  return `${JSON.stringify(written, null, 2)}\n`;
}

/** README of a new service, in the outline that all have. */
export function readme({ name, camel }: SkeletonNames): string {
  return `# ${name}

What it decides and for whom, in two sentences.

Legal basis: the laws and the handbook.

## What it decides

| Question                          | Rule                                          | Where                        |
| --------------------------------- | --------------------------------------------- | ---------------------------- |
| Which records does an office see? | those of its own division and of all below it | row-level security in \`0001\` |

## Tables

\`record\`

## Events

In: none. Out: none.

## Run

\`npm start -- --only ${name}\`, or \`npm test -- services/${name}\`. After a new migration or operation: \`npm run generate ${name}\`.
The first operation is \`${camel}Records.list\`.
`;
}

/** The first migration: one table with the row-level security of packages/db/README.md. */
export function migration(): string {
  return `-- One record of an office; an office sees its own division and all below it.
create table record (
  id uuid primary key,
  division_code text collate "C" not null,
  title text not null,
  version int not null default 1,
  created_at timestamptz not null
);
create index record_by_division on record (division_code, created_at, id);

alter table record enable row level security;
alter table record force row level security;
create policy by_division on record using (
  division_code >= (select nullif(current_setting('app.division', true), ''))
  and division_code < (select nullif(current_setting('app.division', true), '') || '~')
);
`;
}

/** The contract of the first operation. */
export function contractOf({ name, camel, pascal }: SkeletonNames): string {
  return `import { type Static, Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { DivisionCode, Id, PageQuery, Version } from '../shapes.ts';

/** One record of an office. */
export const ${pascal}Record = Type.Object(
  { id: Id, divisionCode: DivisionCode, title: Type.String(), version: Version },
  { $id: '${pascal}Record' },
);
export type ${pascal}Record = Static<typeof ${pascal}Record>;

export const list${pascal}Records = defineOperation({
  id: '${camel}Records.list',
  service: '${name}',
  method: 'GET',
  path: '/v1/records',
  summary: 'Records of the caller’s division and of all below it, oldest first',
  query: PageQuery,
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(${pascal}Record), next: Type.Union([Type.String(), Type.Null()]) }),
  },
  permission: '${camel}Records:list',
  errors: ['CURSOR_INVALID'],
});
`;
}
