import type { listReturnArrivals, OperationInputOf, OperationOutputOf, ReturnArrival } from '@mz/contracts';
import { type Context, ProblemError, pageOf, readCursor, type ScheduledJob } from '@mz/service-kit';
import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { AppKit } from '../app-kit.ts';
import { openTransport } from '../bank-files/index.ts';
import { type ArrivedFile, recordArrival, sha256Of, takeIn } from './files.ts';

const province = '370000000000';

/** Looks at each bank for return files and takes them in. */
export function collectOften(kit: AppKit): ScheduledJob {
  return { name: 'returns.collect', every: { minutes: 15 }, run: (ctx) => collect(kit, ctx) };
}

/** Takes in what banks left for us; a bank out of reach is tried again, a refused file is kept with its code. */
export async function collect(kit: AppKit, ctx: Context): Promise<{ done: number }> {
  const banks = await kit.read(ctx, (db) => db.selectFrom('bank').select('code').orderBy('code').execute());
  let done = 0;
  for (const { code } of banks) {
    try {
      done += await collectFrom(kit, ctx, code);
    } catch (error) {
      // What it left there is still there at the next run.
      kit.log.warn({ bankCode: code, error }, 'return files of a bank could not be taken in');
    }
  }
  return { done };
}

async function collectFrom(kit: AppKit, ctx: Context, bankCode: string): Promise<number> {
  const transport = await openTransport(kit, bankCode);
  let done = 0;
  try {
    for (const fileName of await transport.list()) {
      const bytes = await transport.get(fileName);
      const signature = await transport.getBeside(`${fileName}.sig`);
      await takeInOnce(kit, ctx, { bankCode, fileName, bytes, signature });
      await transport.finish(fileName);
      done += 1;
    }
  } finally {
    await transport.close();
  }
  return done;
}

async function takeInOnce(kit: AppKit, ctx: Context, file: ArrivedFile): Promise<void> {
  const known = await kit.read(ctx, (db) =>
    db
      .selectFrom('returnArrival')
      .select('id')
      .where('bankCode', '=', file.bankCode)
      .where('fileName', '=', file.fileName)
      .where('sha256', '=', sha256Of(file.bytes))
      .executeTakeFirst(),
  );
  if (known !== undefined) return;
  try {
    await kit.write(ctx, (unit) => takeIn({ kit, ctx, unit }, file));
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const { bankCode, fileName } = file;
    kit.log.warn({ bankCode, fileName, code: error.code }, 'a return file was refused');
    const became = { state: 'REFUSED', refusedCode: error.code, divisionCode: province } as const;
    await kit.write(ctx, (unit) => recordArrival({ kit, ctx, unit }, file, became));
  }
}

/** Arrived files of the caller's divisions, newest first; a refused one belongs to the province. */
export async function readArrivals(
  kit: AppKit,
  ctx: Context,
  { after, first = 50, state }: OperationInputOf<typeof listReturnArrivals>['query'],
): Promise<OperationOutputOf<typeof listReturnArrivals>> {
  const last = readCursor(after, ['string'])?.[0] ?? null;
  const wanted = state ?? null;
  const rows = await kit.read(ctx, async (db) => {
    const found = await sql<Static<typeof ReturnArrival>>`
      select id, bank_code, file_name, sha256, state, refused_code, arrived_on, current_division_code as division_code
      from return_arrival
      where (${last}::uuid is null or id < ${last}::uuid) and (${wanted}::text is null or state = ${wanted})
      order by id desc limit ${first + 1}`.execute(db);
    return found.rows;
  });
  return pageOf(rows, first, ({ id }) => [id]);
}
