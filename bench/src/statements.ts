import pg from 'pg';

/** Whether a run counts what each statement costs the database: `BENCH_STATEMENTS=true`, for looking and not for figures. */
export const countsStatements = process.env.BENCH_STATEMENTS === 'true';

/** Settings of a PostgreSQL that counts; the binaries from npm have not the library. */
export const counting = {
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track': 'all',
  'pg_stat_statements.track_planning': 'on',
};

interface Counted {
  readonly calls: number;
  readonly planned: number;
  readonly executed: number;
  readonly text: string;
}

const shown = 15;

/** Begins to count. */
export async function countStatements(adminUrl: string): Promise<void> {
  await asked(adminUrl, 'create extension if not exists pg_stat_statements');
}

/** Prints the dearest statements of the run: milliseconds to plan and to execute them in all, calls, the text. */
export async function sayStatements(adminUrl: string): Promise<void> {
  const rows = await asked<Counted>(
    adminUrl,
    `select calls::int, total_plan_time as planned, total_exec_time as executed,
       regexp_replace(query, '\\s+', ' ', 'g') as text
     from pg_stat_statements order by total_plan_time + total_exec_time desc limit ${shown}`,
  );
  for (const { calls, planned, executed, text } of rows)
    console.log(`  ${planned.toFixed(0)} + ${executed.toFixed(0)} ms, ${calls} calls: ${text.slice(0, 160)}`);
}

async function asked<R extends pg.QueryResultRow>(connectionString: string, text: string): Promise<R[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<R>(text)).rows;
  } finally {
    await client.end();
  }
}
