import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { entrusted, type FileWorld, startFileWorld, ways } from './file-world.ts';

let files: FileWorld;
let requestId: string;

beforeAll(async () => {
  files = await startFileWorld();
  const { world, server } = files;
  for (const { agencyCode, item, route } of ways) {
    const agreed = await world.agree({ agencyCode, mode: 'DF', items: [item], route });
    expect(agreed.body).toMatchObject({ status: 'LIVE', route });
  }
  requestId = await entrusted(world);
  // The file of the day meets a full disk.
  server.trouble = 'DISK_FULL';
  for (const { agencyCode } of ways) await world.control('/dev/files', { agencyCode, silentUntil: '2014-06-30' });
  await world.setToday('2014-04-29');
});
afterAll(() => files?.stop());

async function control(agencyCode: string, fault?: string): Promise<void> {
  const change = fault === undefined ? {} : { fault };
  await files.world.control('/dev/files', { agencyCode, delayDays: 0, ...change });
}

/** Every agency answers in this way; those with folders look into them; then this service fetches. */
async function answered(fault?: string, again = false): Promise<void> {
  for (const { agencyCode, route } of ways) {
    await control(agencyCode, fault);
    if (route !== 'HTTP') await files.world.control('/dev/folders', { agencyCode, again });
  }
  await files.world.nextHour();
}

async function states(): Promise<Record<string, string[]>> {
  const rows = await files.world.iv.rows<{ agency_code: string; state: string }>(
    `select agency_code, state from sub_query where request_id = $1 and agency_code = any ($2) order by state, id`,
    [requestId, ways.map(({ agencyCode }) => agencyCode)],
  );
  return Object.fromEntries(
    ways.map(({ agencyCode }) => [
      agencyCode,
      rows.filter((row) => row.agency_code === agencyCode).map(({ state }) => state),
    ]),
  );
}

/** The same for the agency of every way. */
const each = (own: string[]): Record<string, string[]> =>
  Object.fromEntries(ways.map(({ agencyCode }) => [agencyCode, own]));

async function incoming(state: 'ACCEPTED' | 'REFUSED') {
  return files.world.iv.rows<{ route: string; refusal_code: string | null; file_no: string }>(
    `select route, refusal_code, file_no from exchange_file where direction = 'IN' and state = $1 order by route, id`,
    [state],
  );
}

async function refusedNow(fault: string): Promise<(string | null)[][]> {
  await files.world.iv.rows("delete from exchange_file where state = 'REFUSED'");
  await answered(fault);
  return (await incoming('REFUSED')).map(({ route, refusal_code: code }) => [route, code]);
}

const everyWay = (code: string) => ['FOLDER', 'HTTP', 'SFTP'].map((route) => [route, code]);

describe('files are handed over', () => {
  test('a full disk at one agency keeps its file back, whole and alone; the others are sent', async () => {
    const sealed = await files.world.iv.rows(
      "select route, state from exchange_file where direction = 'OUT' order by route",
    );
    expect(sealed).toEqual([
      { route: 'FOLDER', state: 'SENT' },
      { route: 'HTTP', state: 'SENT' },
      { route: 'SFTP', state: 'SEALED' },
    ]);
    expect(await readdir(join(files.folder, 'agency-files', 'AGRI', 'in'))).toEqual([]);
  });

  test.each(['PERMISSION_DENIED', 'RESET'] as const)(
    '%s: the file waits and nothing of it lies there',
    async (trouble) => {
      files.server.trouble = trouble;
      await files.world.nextHour();
      expect(
        (await readdir(join(files.folder, 'agency-files', 'AGRI', 'in'))).filter((name) => name.endsWith('.jwe')),
      ).toEqual([]);
    },
  );

  test('it goes over a new connection once the trouble is over, the same bytes under the same number, once', async () => {
    files.server.trouble = undefined;
    await files.world.nextHour();
    await files.world.nextHour();
    expect(await readdir(join(files.folder, 'agency-files', 'AGRI', 'in'))).toEqual(['AGRI-SUBSIDY-20140428-001.jwe']);
    const rows = await files.world.iv.rows(
      "select route, state, due_on, version from exchange_file where direction = 'OUT' and route = 'SFTP'",
    );
    expect(rows).toMatchObject([{ state: 'SENT', version: 2 }]);
  });
});

describe('a file that does not hold is refused as a whole, by every way', () => {
  test.each([
    ['BAD_COUNT', 'FILE_STRUCTURE_INVALID'],
    ['BAD_HASH', 'FILE_STRUCTURE_INVALID'],
    ['DOUBLE_SEQ', 'FILE_STRUCTURE_INVALID'],
    ['UNKNOWN_SEQ', 'FILE_STRUCTURE_INVALID'],
    ['WRONG_JSON', 'FILE_STRUCTURE_INVALID'],
    ['WRONG_CHARSET', 'FILE_STRUCTURE_INVALID'],
    ['WRONG_SIGNATURE', 'FILE_SIGNATURE_INVALID'],
    ['UNKNOWN_KEY', 'FILE_SIGNATURE_INVALID'],
  ])('%s: %s; every question stays open', async (fault, code) => {
    expect(await refusedNow(fault)).toEqual(everyWay(code));
    expect(await states()).toEqual(each(['SENT', 'SENT']));
  });

  test('100 MB in a folder or on a server are never read: refused, and put aside', async () => {
    const refused = await refusedNow('HUGE');
    expect(refused).toEqual([
      ['FOLDER', 'FILE_STRUCTURE_INVALID'],
      ['SFTP', 'FILE_STRUCTURE_INVALID'],
    ]);
    expect(await states()).toEqual(each(['SENT', 'SENT']));
    const done = await readdir(join(files.folder, 'agency-files', 'AGRI', 'out', 'done'));
    expect(done).toContain('AGRI-SUBSIDY-20140428-001-A1.too-large.jwe');
  });

  test('100 MB over the exchange are not read: the answer is refused, and its agency’s other files are not kept back', async () => {
    await files.world.iv.rows("delete from exchange_file where state = 'REFUSED'");
    await files.world.control('/dev/files', {
      ...{ agencyCode: 'BANK', delayDays: 0, fault: 'HUGE', onlyAnswers: true },
    });
    await files.world.nextHour();
    expect(await incoming('REFUSED')).toMatchObject([{ route: 'HTTP', refusal_code: 'FILE_STRUCTURE_INVALID' }]);
    expect(await states()).toEqual(each(['SENT', 'SENT']));
  });

  test('an agency that takes and gives no files is told of once after five times, and once when it does again', async () => {
    const told = async () =>
      (await files.world.iv.published())
        .filter(({ subject, type }) => subject === 'BANK' && type.includes('.agency.'))
        .map(({ type }) => type.split('.mz.')[1]);
    await control('BANK', 'RESET');
    for (let hours = 0; hours < 4; hours += 1) await files.world.nextHour();
    expect(await told()).toEqual(['agency.degraded.v1']);
    await control('BANK', 'BAD_COUNT');
    for (let hours = 0; hours < 2; hours += 1) await files.world.nextHour();
    expect(await told()).toEqual(['agency.degraded.v1', 'agency.restored.v1']);
    const [health] = await files.world.iv.rows(
      "select state, silent_runs from agency_health where agency_code = 'BANK'",
    );
    expect(health).toEqual({ state: 'UP', silent_runs: 0 });
  });

  test.each(['TIMEOUT', 'SLOW_DRIP', 'RESET', 'ERROR_500'])(
    '%s over the exchange: nothing is taken and nothing is refused, and the other ways go on',
    async (fault) => {
      await files.world.iv.rows("delete from exchange_file where state = 'REFUSED'");
      await control('BANK', fault);
      await control('DISABLED_FED', 'BAD_COUNT');
      await files.world.control('/dev/folders', { agencyCode: 'DISABLED_FED' });
      await files.world.nextHour();
      expect((await incoming('REFUSED')).map(({ route }) => route)).toEqual(['FOLDER']);
      expect(await states()).toEqual(each(['SENT', 'SENT']));
    },
  );
});

describe('every seq returns exactly once, by every way', () => {
  test('a seq that is missing stays open', async () => {
    await answered('DUPLICATE');
    expect((await incoming('ACCEPTED')).map(({ route }) => route)).toEqual(['FOLDER', 'HTTP', 'SFTP']);
    expect(await states()).toEqual(each(['ANSWERED', 'SENT']));
  });

  test('the same file again is harmless', async () => {
    await answered('MISSING_SEQ', true);
    expect(await incoming('ACCEPTED')).toHaveLength(3);
    expect(await states()).toEqual(each(['ANSWERED', 'SENT']));
  });

  test.each([
    ['DUPLICATE: a second file with an answered seq', 'DUPLICATE', 'FILE_STRUCTURE_INVALID'],
    ['CONTRADICTORY: a second file that says the opposite', 'CONTRADICTORY', 'FILE_STRUCTURE_INVALID'],
    ['REPLAY: the first bytes under a new number', 'REPLAY', 'FILE_STRUCTURE_INVALID'],
    ['FILE_CONFLICT: other content under the number that was accepted', 'OTHER_CONTENT', 'FILE_CONFLICT'],
  ])('%s changes nothing', async (_name, fault, code) => {
    // The exchange lists what it refused before, too.
    expect(await refusedNow(fault)).toEqual(expect.arrayContaining(everyWay(code)));
    expect(await states()).toEqual(each(['ANSWERED', 'SENT']));
    const outcomes = await files.world.iv.rows(
      'select distinct answer.outcome from answer join sub_query on id = sub_query_id where request_id = $1 and agency_code = any ($2)',
      [requestId, ways.map(({ agencyCode }) => agencyCode)],
    );
    expect(outcomes).toEqual([{ outcome: 'NO_RECORD' }]);
  });

  test('the missing row comes with another file: all are answered, and the bytes that were sent are gone', async () => {
    await answered();
    expect(await states()).toEqual(each(['ANSWERED', 'ANSWERED']));
    const sent = await files.world.iv.rows("select distinct state, body from exchange_file where direction = 'OUT'");
    expect(sent).toEqual([{ state: 'ANSWERED', body: null }]);
  });
});
