import type {
  attachDocument as attachOperation,
  OperationInputOf,
  OperationOutputOf,
  recordDeclaration as recordOperation,
} from '@mz/contracts';
import { jsonb } from '@mz/db';
import { canonicalHash } from '@mz/domain';
import { type Context, expectVersion, fail, type ProblemReason, refusal, samePersons } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import {
  type ApplicationRow,
  type DeclarationBody,
  findDeclaration,
  getApplicationForUpdate,
  getApplicationRow,
  isFinal,
  isIntakeOpen,
  saveChange,
} from '../applications/index.ts';
import { listCasePersons, publishCase } from '../cases/index.ts';
import { listMemberIds, type PersonFacts, readFacts, recountMembers } from '../households/index.ts';
import { listDocumentIds } from './queries.ts';
import { declarationFaults, documentFaults } from './rules.ts';

type Recorded = OperationOutputOf<typeof recordOperation>;
type DocumentBody = OperationInputOf<typeof attachOperation>['body'];

/** Records what the family declares as a new revision; the application gets its next version. */
export async function recordDeclaration(
  kit: AppKit,
  ctx: Context,
  applicationId: string,
  body: DeclarationBody,
): Promise<Recorded> {
  const facts = await factsForRecount(kit, ctx, applicationId, body);
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const row = await getApplicationForUpdate(unit.db, applicationId);
    expectVersion(ctx, row.version);
    kit.authorize(ctx, { divisionCode: row.currentDivisionCode });
    if (!isIntakeOpen(row.state)) throw fail('STATE_TRANSITION_INVALID');
    await checkBody(work, row, body);
    return saveDeclaration(work, row, { body, facts });
  });
}

/** Attaches evidence by its hash, as long as the case is not over. */
export async function attachDocument(
  kit: AppKit,
  ctx: Context,
  applicationId: string,
  body: DocumentBody,
): Promise<{ id: string }> {
  const today = kit.clock.today();
  const faults = documentFaults(body, today);
  if (faults.length > 0) throw refusal(faults);
  return kit.write(ctx, async (unit) => {
    const row = await getApplicationForUpdate(unit.db, applicationId);
    kit.authorize(ctx, { divisionCode: row.currentDivisionCode });
    if (isFinal(row.state)) throw fail('STATE_TRANSITION_INVALID');
    const id = kit.newId();
    await unit.db
      .insertInto('document')
      .values({
        id,
        applicationId,
        kind: body.kind,
        sha256: body.sha256,
        issuer: body.issuer ?? null,
        issuedOn: body.issuedOn ?? null,
        validTo: body.validTo ?? null,
        pages: body.pages,
        attachedOn: today,
        attachedBy: ctx.actor.subject,
      })
      .execute();
    unit.audit({
      action: 'documents.attach',
      recordType: 'application',
      recordId: applicationId,
      after: { documentId: id, kind: body.kind, sha256: body.sha256 },
    });
    return { id };
  });
}

async function checkBody(work: Work, row: ApplicationRow, body: DeclarationBody): Promise<void> {
  const faults = await declarationFaultsOf(work, row, body);
  if (faults.length > 0) throw refusal(faults);
}

/** All faults of a declaration of a case: its items, people who are no members, evidence that is not there. */
export async function declarationFaultsOf(
  { unit }: Work,
  row: ApplicationRow,
  body: DeclarationBody,
): Promise<ProblemReason[]> {
  const members = row.householdId === null ? [] : await listMemberIds(unit.db, row.householdId);
  const known = await samePersons(unit.db, members);
  const documents = await listDocumentIds(unit.db, row.id);
  return declarationFaults(body, { memberIds: new Set(known.keys()), documentIds: new Set(documents) });
}

/** Stores a declaration as the next revision of its case; answers its hash. */
export async function insertRevision(
  { kit, ctx, unit }: Work,
  row: ApplicationRow,
  body: DeclarationBody,
): Promise<{ readonly sha256: string; readonly recordedOn: string }> {
  const current = await findDeclaration(unit.db, row.id);
  const sha256 = canonicalHash(body);
  const recordedOn = kit.clock.today();
  await unit.db
    .insertInto('declaration')
    .values({
      applicationId: row.id,
      revision: (current?.revision ?? 0) + 1,
      body: jsonb(body),
      sha256,
      recordedOn,
      recordedBy: ctx.actor.subject,
      recordedAt: kit.clock.wall(),
    })
    .execute();
  return { sha256, recordedOn };
}

async function saveDeclaration(
  work: Work,
  row: ApplicationRow,
  { body, facts }: { body: DeclarationBody; facts: ReadonlyMap<string, PersonFacts> | undefined },
): Promise<Recorded> {
  const { unit } = work;
  const [current, personsBefore] = [await findDeclaration(unit.db, row.id), await listCasePersons(unit.db, row.id)];
  const { sha256, recordedOn } = await insertRevision(work, row, body);
  if (facts !== undefined) await recountMembers(work, row, { facts, applyAlone: body.applyAlone });
  const saved = await saveChange(work, row, {
    action: 'recordDeclaration',
    to: row.state,
    set: { nearRelativeCase: (body.nearRelatives ?? []).length > 0 },
    detail: { sha256 },
  });
  const personsAfter = await listCasePersons(unit.db, row.id);
  if (personsAfter.join() !== personsBefore.join()) await publishCase(work, saved);
  unit.audit({
    action: 'declarations.record',
    recordType: 'application',
    recordId: row.id,
    ...(current === undefined ? {} : { before: { sha256: current.sha256 } }),
    after: { sha256, incomes: body.incomes.length, assets: body.assets.length, supporters: body.supporters.length },
  });
  return { applicationId: row.id, sha256, recordedOn, version: saved.version };
}

/** Applying alone changes who is counted, which needs the facts of the members; read before the transaction is open. */
async function factsForRecount(
  kit: AppKit,
  ctx: Context,
  applicationId: string,
  body: DeclarationBody,
): Promise<ReadonlyMap<string, PersonFacts> | undefined> {
  const members = await kit.read(ctx, async (db) => {
    const row = await getApplicationRow(db, applicationId);
    if (row.householdId === null) return [];
    const before = (await findDeclaration(db, applicationId))?.body.applyAlone?.ground;
    return before === body.applyAlone?.ground ? [] : listMemberIds(db, row.householdId);
  });
  return members.length === 0 ? undefined : readFacts(kit, ctx, { applicationId, personIds: members });
}
