import type { listParameters, listStandards, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { preparedShapes } from '@mz/db';
import type { Context } from '@mz/service-kit';
import { type SqlBool, sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';
import { build } from '../query-builder.ts';
import { toStandard } from './commands.ts';
import { toParameter } from './parameter-commands.ts';

type StandardsQuery = OperationInputOf<typeof listStandards>['query'];
type StandardsAnswer = OperationOutputOf<typeof listStandards>;
type ParametersQuery = OperationInputOf<typeof listParameters>['query'];
type ParametersAnswer = OperationOutputOf<typeof listParameters>;

const standardsByKey = build
  .selectFrom('policyStandard')
  .leftJoin('standardApplication', (join) =>
    join
      .onRef('standardApplication.standardId', '=', 'policyStandard.id')
      .onRef('standardApplication.divisionCode', '=', 'policyStandard.divisionCode'),
  )
  .selectAll('policyStandard')
  .select(['lookedAt', 'startedOn', 'finishedOn'])
  .orderBy('programme')
  .orderBy('policyStandard.divisionCode')
  .orderBy('validFrom');

const listed = preparedShapes<Awaited<ReturnType<typeof standardsByKey.execute>>[number], keyof StandardsQuery>(
  (has) => {
    let statement = standardsByKey;
    if (has('programme')) statement = statement.where('programme', '=', '');
    if (has('divisionCode')) statement = statement.where('policyStandard.divisionCode', '=', '');
    if (has('asOf')) statement = statement.where(sql<SqlBool>`status = 'IN_FORCE'`).where(holdsOn(''));
    return statement;
  },
);

/** Standards, proposed ones too; with a day only those in force on it. */
export async function findStandards(kit: AppKit, ctx: Context, query: StandardsQuery): Promise<StandardsAnswer> {
  const { programme, divisionCode, asOf } = query;
  const rows = await kit.readOne(ctx, listed({ programme, divisionCode, asOf }));
  return {
    items: rows.map(({ lookedAt, startedOn, finishedOn, ...row }) => {
      const standard = toStandard(row);
      if (lookedAt === null || startedOn === null) return standard;
      return { ...standard, application: { lookedAt, startedOn, finishedOn } };
    }),
  };
}

/** Parameters, proposed ones too; with a day only those in force on it. */
export async function findParameters(kit: AppKit, ctx: Context, query: ParametersQuery): Promise<ParametersAnswer> {
  const { key, asOf } = query;
  let statement = build
    .selectFrom('policyParameter')
    .selectAll()
    .orderBy('key')
    .orderBy('divisionCode')
    .orderBy('validFrom');
  if (key !== undefined) statement = statement.where('key', '=', key);
  if (asOf !== undefined) statement = statement.where('status', '=', 'IN_FORCE').where(holdsOn(asOf));
  return { items: (await kit.readOne(ctx, statement)).map(toParameter) };
}

function holdsOn(day: string) {
  return sql<SqlBool>`daterange(valid_from, valid_to) @> ${day}::date`;
}
