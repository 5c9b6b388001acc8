import {
  checkOutCensusPackage,
  getCensusPackage,
  getCensusRecord,
  mergeCensusPackage,
  type OperationInputOf,
  type OperationOutputOf,
  resolveCensusConflict,
  reviseCensusRecord,
} from '@mz/contracts';
import { verifySeal } from '@mz/crypto';
import { canonicalHash } from '@mz/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CensusWorld, openCensusWorld, otherTownship, township, wholeFacts } from './census-world.ts';

type CheckedOut = OperationOutputOf<typeof checkOutCensusPackage>;
type Work = Pick<OperationInputOf<typeof mergeCensusPackage>['body'], 'changes' | 'additions'>;

let world: CensusWorld;
let clerk: string;
beforeAll(async () => {
  world = await openCensusWorld();
  clerk = await world.as('PLACE_TOWN_CLERK');
});
afterAll(() => world.app.stop());

const codeOf = ({ status, body }: { status: number; body: object }) => [status, 'code' in body ? body.code : undefined];
const none: Work = { changes: [], additions: [] };
const json = JSON.stringify;

/** A task with drafts under these keys, and the package that was checked out of it. */
async function checkedOut(
  number: number,
  keys: readonly string[],
): Promise<CheckedOut & { taskId: string; batchId: string; ids: string[] }> {
  const { taskId, batchId } = await world.open(number);
  const ids: string[] = [];
  for (const key of keys)
    ids.push((await world.create(taskId, key, wholeFacts({ lon: null, lat: null, source: null }))).body.id);
  const { body } = await world.app.call(checkOutCensusPackage, { token: clerk, params: { id: taskId } });
  return { ...body, taskId, batchId, ids };
}

const merge = (out: CheckedOut, work: Work, token = clerk) =>
  world.app.call(mergeCensusPackage, {
    token,
    params: { id: out.package.id },
    body: { package: out.package, seal: out.seal, ...work },
  });
const readRecord = async (id: string) => (await world.app.call(getCensusRecord, { token: clerk, params: { id } })).body;
const change = (recordId: string, fields: Record<string, unknown>, surveyed = false): Work['changes'][number] => ({
  recordId,
  surveyed,
  fields: Object.entries(fields).map(([field, value]) => ({ field, value: json(value) })),
});

describe('field packages for offline work (place-names.md §7)', () => {
  it('a package holds the township’s records with their versions, signed with Ed25519 over its canonical form', async () => {
    const out = await checkedOut(1, ['P1', 'P2']);
    expect(out.package.records.map(({ recordKey, version, state }) => [recordKey, version, state])).toEqual([
      ['P1', 1, 'CATALOGUED'],
      ['P2', 1, 'CATALOGUED'],
    ]);
    expect([out.package.divisionCode, out.sha256, out.seal.algorithm]).toEqual([
      township,
      canonicalHash(out.package),
      'Ed25519',
    ]);
    expect(verifySeal(out.sha256, out.seal, world.app.kit.sealer.publicKeys()).ok).toBe(true);
  });

  it('comes back: what only the field changed is taken, with the visit; additions become records', async () => {
    const out = await checkedOut(2, ['P1', 'P2']);
    const [first = '', second = ''] = out.ids;
    const additions = [
      { recordKey: 'N1', facts: wholeFacts({ names: [{ kind: 'STANDARD', name: '黑虎泉' }], categoryCode: '12500' }) },
    ];
    const informants = [{ name: '王老五', phone: '13955550000' }];
    const changes = [
      { ...change(first, { lon: 117.02, lat: 36.66 }, true), informants },
      change(second, { inUse: false }),
    ];
    const { status, body } = await merge(out, { changes, additions });
    expect([status, body.state, body.changed, body.added, body.refused, body.conflicts]).toEqual([
      200,
      'MERGED',
      2,
      1,
      [],
      [],
    ]);
    const [one, two] = [await readRecord(first), await readRecord(second)];
    expect([one.state, one.lon, one.informants.map(({ name }) => name)]).toEqual(['FIELD_SURVEYED', 117.02, ['王**']]);
    expect([two.state, two.inUse]).toEqual(['CATALOGUED', false]);
    expect(
      await world.app.rows(`select state, standard_name from census_record where task_id = $1 and record_key = 'N1'`, [
        out.taskId,
      ]),
    ).toEqual([{ state: 'FIELD_SURVEYED', standard_name: '黑虎泉' }]);
  });

  it('a second merge of one package is harmless; other work under it is refused', async () => {
    const out = await checkedOut(3, ['P1']);
    const [id = ''] = out.ids;
    const work = { changes: [change(id, { lon: 117.02 })], additions: [] };
    const first = await merge(out, work);
    const { version } = await readRecord(id);
    const second = await merge(out, work);
    expect([second.status, second.body]).toEqual([200, first.body]);
    expect((await readRecord(id)).version).toBe(version);
    expect(codeOf(await merge(out, { changes: [change(id, { lon: 117.5 })], additions: [] }))).toEqual([
      409,
      'CENSUS_PACKAGE_MERGED',
    ]);
    expect((await readRecord(id)).lon).toBe(117.02);
  });

  it('an altered package is refused: a record, a version, the seal, or the seal of another package', async () => {
    const [out, other] = [await checkedOut(4, ['P1']), await checkedOut(5, ['P1'])];
    const [record] = out.package.records;
    if (record === undefined) throw new Error('an empty package');
    const altered: CheckedOut[] = [
      { ...out, package: { ...out.package, records: [{ ...record, facts: { ...record.facts, inUse: false } }] } },
      { ...out, package: { ...out.package, records: [{ ...record, version: 2 }] } },
      { ...out, seal: { ...out.seal, signature: other.seal.signature } },
      { ...other, package: { ...out.package } },
      { ...out, seal: { ...out.seal, keyId: 'unknown' } },
    ];
    for (const one of altered) expect(codeOf(await merge(one, none))).toEqual([422, 'CENSUS_PACKAGE_ALTERED']);
    expect((await merge(out, none)).status).toBe(200);
  });

  it('conflicts name the field with base, ours and theirs; ours stands until somebody decides', async () => {
    const out = await checkedOut(6, ['P1']);
    const [id = ''] = out.ids;
    const revised = wholeFacts({ lon: null, lat: null, source: '济南市地名志', meaning: '因泉水众多而得名于清代' });
    await world.app.call(reviseCensusRecord, { token: clerk, params: { id }, version: 1, body: revised });
    const { body } = await merge(out, {
      changes: [change(id, { source: '村内老人口述', meaning: '因泉水众多而得名于清代', lon: 117.03 })],
      additions: [],
    });
    expect(
      body.conflicts.map(({ field, base, ours, theirs, kind, resolution }) => [
        field,
        base,
        ours,
        theirs,
        kind,
        resolution,
      ]),
    ).toEqual([['source', 'null', '"济南市地名志"', '"村内老人口述"', 'BOTH_CHANGED', null]]);
    const after = await readRecord(id);
    expect([after.source, after.lon]).toEqual(['济南市地名志', 117.03]);
    const conflict = { id: body.conflicts[0]?.id ?? '' };
    const resolve = (choose: 'OURS' | 'THEIRS', version = 1, token = clerk) =>
      world.app.call(resolveCensusConflict, { token, params: conflict, version, body: { choose } });
    expect(codeOf(await resolve('THEIRS', 3))).toEqual([412, 'VERSION_CONFLICT']);
    expect(codeOf(await resolve('THEIRS', 1, await world.as('PLACE_TOWN_CLERK', otherTownship)))).toEqual([
      404,
      'CENSUS_CONFLICT_UNKNOWN',
    ]);
    expect(codeOf(await resolve('THEIRS', 1, await world.as('VILLAGE_ASSISTANT')))).toEqual([
      403,
      'ROLE_NOT_PERMITTED',
    ]);
    expect((await resolve('THEIRS')).body.resolution).toBe('THEIRS');
    expect((await readRecord(id)).source).toBe('村内老人口述');
    expect(codeOf(await resolve('OURS', 2))).toEqual([409, 'STATE_TRANSITION_INVALID']);
  });

  it('a field that changed again after the merge is not overwritten by a late decision', async () => {
    const out = await checkedOut(7, ['P1']);
    const [id = ''] = out.ids;
    const ours = (source: string, version: number) =>
      world.app.call(reviseCensusRecord, {
        token: clerk,
        params: { id },
        version,
        body: wholeFacts({ lon: null, lat: null, source }),
      });
    await ours('济南市地名志', 1);
    const { body } = await merge(out, { changes: [change(id, { source: '村内老人口述' })], additions: [] });
    await ours('历下区地名录', 2);
    const answer = await world.app.call(resolveCensusConflict, {
      token: clerk,
      params: { id: body.conflicts[0]?.id ?? '' },
      version: 1,
      body: { choose: 'THEIRS' },
    });
    expect(codeOf(answer)).toEqual([409, 'CENSUS_RECORD_CHANGED']);
    expect((await readRecord(id)).source).toBe('历下区地名录');
  });

  it('a record that had gone on takes nothing: its changes are listed as RECORD_CLOSED', async () => {
    const { taskId } = await world.open(8);
    const id = await world.processed(taskId, 'P1');
    const { body: out } = await world.app.call(checkOutCensusPackage, { token: clerk, params: { id: taskId } });
    await world.confirm(taskId);
    const { body } = await merge(out, { changes: [change(id, { lon: 117.9 }, true)], additions: [] });
    expect([body.changed, body.conflicts.map(({ field, kind }) => [field, kind])]).toEqual([
      0,
      [['lon', 'RECORD_CLOSED']],
    ]);
    const answer = await world.app.call(resolveCensusConflict, {
      token: clerk,
      params: { id: body.conflicts[0]?.id ?? '' },
      version: 1,
      body: { choose: 'THEIRS' },
    });
    expect(codeOf(answer)).toEqual([409, 'STATE_TRANSITION_INVALID']);
  });

  it('what was changed after it was processed goes back to be processed again', async () => {
    const { taskId } = await world.open(9);
    const id = await world.processed(taskId, 'P1');
    const { body: out } = await world.app.call(checkOutCensusPackage, { token: clerk, params: { id: taskId } });
    await merge(out, { changes: [change(id, { lon: 117.04 })], additions: [] });
    expect((await readRecord(id)).state).toBe('FIELD_SURVEYED');
  });

  it('lines that may not be taken are listed with their codes and stop nothing else', async () => {
    const out = await checkedOut(10, ['P1', 'P2', 'P3', 'P4']);
    const [a = '', b = '', c = '', d = ''] = out.ids;
    const { body } = await merge(out, {
      changes: [
        change(a, { usedFromYear: 0 }),
        change(b, { stateOfMind: 1 }),
        { recordId: c, surveyed: false, fields: [{ field: 'lon', value: '{' }] },
        change(out.batchId, { lon: 117 }),
        change(d, { lon: 117.01 }),
      ],
      additions: [
        { recordKey: 'P1', facts: wholeFacts() },
        { recordKey: 'N1', facts: wholeFacts({ categoryCode: '11100' }) },
        { recordKey: 'N2', facts: wholeFacts() },
      ],
    });
    expect([body.changed, body.added]).toEqual([1, 1]);
    expect(body.refused.map(({ recordKey, code }) => [recordKey, code])).toEqual([
      ['P1', 'YEAR_INVALID'],
      ['P2', 'INPUT_INVALID'],
      ['P3', 'JSON_INVALID'],
      [out.batchId, 'CENSUS_RECORD_UNKNOWN'],
      ['P1', 'RECORD_KEY_REUSED'],
      ['N1', 'CATEGORY_OUT_OF_SCOPE'],
    ]);
    expect((await world.app.call(getCensusPackage, { token: clerk, params: { id: out.package.id } })).body).toEqual(
      body,
    );
  });

  it('is for the township alone, and only while its batch is open', async () => {
    const out = await checkedOut(11, ['P1']);
    const params = { id: out.taskId };
    const call = async (token?: string) =>
      codeOf(await world.app.call(checkOutCensusPackage, { ...(token === undefined ? {} : { token }), params }));
    expect(await call()).toEqual([401, 'TOKEN_MISSING']);
    expect(await call(await world.as('PLACE_COUNTY_CHECKER'))).toEqual([403, 'ROLE_NOT_PERMITTED']);
    expect(await call(await world.as('PLACE_TOWN_CLERK', otherTownship))).toEqual([404, 'CENSUS_TASK_UNKNOWN']);
    expect(codeOf(await merge(out, none, await world.as('PLACE_TOWN_CLERK', otherTownship)))).toEqual([
      404,
      'CENSUS_PACKAGE_UNKNOWN',
    ]);
    await world.app.rows(`update census_batch set state = 'COUNTY_SELF_CHECKED' where id = $1`, [out.batchId]);
    expect(await call(clerk)).toEqual([409, 'STATE_TRANSITION_INVALID']);
    expect(codeOf(await merge(out, none))).toEqual([409, 'STATE_TRANSITION_INVALID']);
  });

  it('the same key checks out the same package', async () => {
    const { taskId } = await world.open(12);
    const call = () => world.app.call(checkOutCensusPackage, { token: clerk, params: { id: taskId }, key: 'out-12' });
    const first = await call();
    expect((await call()).body).toEqual(first.body);
  });
});
