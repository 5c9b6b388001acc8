import type { SeriesMeasure } from '@mz/contracts';
import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';

export type Measure = Static<typeof SeriesMeasure>;

/** One reporting: the year, and the day on which it was reported. */
export interface Reporting {
  readonly year: number;
  readonly reportedOn: string;
}

/** What is counted: `facts` gives id, title, code and whether the row lives on under a new division (place-names.md §9). */
interface Measured {
  readonly title: string;
  readonly titleEn: string;
  readonly unit: string;
  /** As the ledger of moves calls it; rows of others never move. */
  readonly table: string;
  facts(reporting: Reporting): RawBuilder<unknown>;
}

/** The measures: stocks of the reporting day, and what came in the year. */
export const measures: Readonly<Record<Measure, Measured>> = {
  NAMES: {
    title: '标准地名（公开）',
    titleEn: 'Public standard names in force',
    unit: '条',
    table: 'place_name',
    facts: ({ reportedOn }) => sql`
      select place_id::text as id, name as title, division_code as code,
        valid_to is null and status = 'STANDARD' as living
      from place_name where name_kind = 'STANDARD' and secrecy = 'PUBLIC' and status <> 'CANDIDATE'
        and (status = 'STANDARD' or valid_to is not null)
        and daterange(valid_from, valid_to) @> ${reportedOn}::date`,
  },
  VILLAGES: {
    title: '村（居）民委员会',
    titleEn: 'Villages and communities',
    unit: '个',
    table: 'division_version',
    facts: ({ reportedOn }) => sql`
      select version_id::text as id, name as title, code, false as living from division_version
      where level = 'VILLAGE' and superseded_at is null and daterange(valid_from, valid_to) @> ${reportedOn}::date`,
  },
  SIGNS: {
    title: '当年设置地名标志',
    titleEn: 'Place signs installed in the year',
    unit: '块',
    table: 'place_sign',
    facts: ({ year, reportedOn }) => sql`
      select id::text, text || ' ' || sign_no as title, division_code as code, true as living
      from place_sign where ${within(sql`installed_on`, { year, reportedOn })}`,
  },
  DOOR_PLATES: {
    title: '当年设置门楼牌',
    titleEn: 'Door plates installed in the year',
    unit: '块',
    table: 'door_plate',
    facts: ({ year, reportedOn }) => sql`
      select id::text, text || ' ' || number as title, division_code as code, true as living
      from door_plate where ${within(sql`installed_on`, { year, reportedOn })}`,
  },
  CENSUS_RECORDS: {
    title: '当年登记普查地名',
    titleEn: 'Census records entered in the year',
    unit: '条',
    table: 'census_record',
    facts: ({ year, reportedOn }) => sql`
      select id::text, record_key as title, division_code as code,
        state <> 'IN_DATABASE' as living
      from census_record where ${within(sql`(created_at at time zone 'Asia/Shanghai')::date`, { year, reportedOn })}`,
  },
};

function within(day: RawBuilder<unknown>, { year, reportedOn }: Reporting): RawBuilder<unknown> {
  return sql`${day} between ${`${year}-01-01`}::date and ${reportedOn}::date`;
}
