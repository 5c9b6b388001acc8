import { sql } from 'kysely';
import { build } from '../query-builder.ts';

/** Published changes in force since a day, oldest first, each with its items as JSON. */
export function listChanges(since: string | undefined) {
  const all = build
    .selectFrom('divisionChange')
    .selectAll()
    .select(itemsAsJson.as('items'))
    .where('status', '<>', 'DRAFT')
    .orderBy('effectiveOn')
    .orderBy('changeId');
  return since === undefined ? all : all.where('effectiveOn', '>=', since);
}

/** One item as the database writes it. */
interface ChangeItem {
  readonly fromCode: string;
  readonly toCode: string;
  readonly extent: 'FULL' | 'PART';
  readonly partUnits: string[];
  readonly remainder: boolean;
}

const itemsAsJson = sql<ChangeItem[]>`(
  select coalesce(jsonb_agg(jsonb_build_object(
    'fromCode', from_code, 'toCode', to_code, 'extent', extent, 'partUnits', part_units, 'remainder', remainder
  ) order by from_code, to_code), '[]')
  from division_change_item as item where item.change_id = division_change.change_id
)`;
