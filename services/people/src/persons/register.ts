import type { OperationOutputOf, registerPerson } from '@mz/contracts';
import { compareNames, maskName } from '@mz/domain';
import { type Context, fail, refusal } from '@mz/service-kit';
import { requireCase } from '../access/index.ts';
import type { AppKit, Work } from '../app-kit.ts';
import { writeLedger } from '../ledger/index.ts';
import { matchNow } from '../matching/index.ts';
import { reachAs } from '../reach.ts';
import { nameBirthIndex, numberIndex, open } from '../stored.ts';
import { raiseTask } from '../tasks/index.ts';
import { createPerson, saveFacts } from './create.ts';
import { type Candidate, findByNumber, findCandidates, keyOf, saveRegistration } from './queries.ts';
import { type Registration, type RegistrationInput, readRegistration } from './rules.ts';

type Answer = OperationOutputOf<typeof registerPerson>;

const mostCandidates = 20;

/** Find-or-create (people.md §1.1): whoever asks cannot tell a known person from a new one. */
export async function register(kit: AppKit, ctx: Context, input: RegistrationInput): Promise<Answer> {
  const { caseId } = await requireCase(kit, ctx, { caseId: ctx.caseId, use: 'REGISTER' });
  const decision = readRegistration(input, { today: kit.clock.today(), divisions: kit.divisions() });
  if (!decision.ok) throw refusal(decision.reasons);
  const entry = decision.value;
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const outcome =
      entry.idNo === undefined ? await chooseOrCreate(work, entry) : await findOrCreate(work, entry, entry.idNo);
    if ('candidates' in outcome) {
      await logSearch(work, caseId, outcome.candidates);
      unit.audit({
        action: 'persons.search',
        recordType: 'case',
        recordId: caseId,
        after: { hits: outcome.candidates.length },
      });
      return { personId: null, candidates: outcome.candidates };
    }
    const { personId } = outcome;
    await saveRegistration(unit.db, {
      caseId,
      personId,
      registeredAt: kit.clock.wall(),
      registeredOn: kit.clock.today(),
    });
    // Erased between the search and here: whoever asks again registers somebody new.
    if ((await keyOf(unit.db, personId)).erasedAt !== null) throw fail('CONCURRENT_CHANGE');
    await writeLedger(kit, ctx, unit.db, { ...matchAccess(ctx, caseId), personIds: [personId] });
    unit.audit({ action: 'persons.register', recordType: 'person', recordId: personId, after: { caseId } });
    if (outcome.isNew) await searchDuplicates(work, personId);
    return { personId, candidates: [] };
  });
}

type Outcome = { readonly personId: string; readonly isNew: boolean } | { readonly candidates: Answer['candidates'] };

/** What a clerk was shown or told of somebody while registering. */
function matchAccess(ctx: Context, caseId: string) {
  return {
    fieldClasses: ['IDENTITY_MATCH'],
    caseId,
    purpose: ctx.purpose ?? '',
    basis: caseId,
    channel: 'REST',
  } as const;
}

/** Candidates are persons whom somebody saw, masked: each has a ledger row. */
async function logSearch({ kit, ctx, unit }: Work, caseId: string, found: Answer['candidates']): Promise<void> {
  await writeLedger(kit, ctx, unit.db, {
    ...matchAccess(ctx, caseId),
    personIds: found.map(({ personId }) => personId),
    fieldClasses: ['NAME_MASKED', 'BASIC'],
  });
}

/** The last step of the transaction, for it reaches persons whom no case of the caller names. */
async function searchDuplicates(work: Work, personId: string): Promise<void> {
  await reachAs(work.kit, work.unit.db, 'matches.propose');
  await matchNow(work, personId);
}

/** Two offices may ask at the same moment: the unique index lets one create, and the other finds (H1). */
async function findOrCreate(work: Work, entry: Registration, idNo: string): Promise<Outcome> {
  const { kit, unit } = work;
  const index = numberIndex(kit, entry.idType, idNo);
  const known = await findByNumber(unit.db, index);
  if (known !== undefined) return matched(work, entry, known);
  const created = await createPerson(work, entry);
  if (created !== undefined) return { personId: created, isNew: true };
  const twin = await findByNumber(unit.db, index);
  if (twin === undefined) throw fail('CONCURRENT_CHANGE');
  return matched(work, entry, twin);
}

/** The same person, or 409 PERSON_MISMATCH that says nothing of what is stored (H2, H3). */
async function matched(work: Work, entry: Registration, known: Candidate): Promise<Outcome> {
  const { kit, ctx, unit } = work;
  const names = compareNames(open(kit, { ...known, id: known.recordId }, 'name', known.name), entry.name);
  if (names === 'DIFFERENT' || known.birthDate !== entry.birthDate) {
    kit.log.warn({ alarm: 'PERSON_MISMATCH', subject: ctx.actor.subject, caseId: ctx.caseId }, 'registration refused');
    throw fail('PERSON_MISMATCH');
  }
  if (names === 'VARIANT') {
    await saveFacts(work, await keyOf(unit.db, known.id), { nameVariant: entry.name }, { source: 'REGISTRATION' });
    await raiseTask(work, known.id, { kind: 'SOFT_MATCH', divisionCode: entry.hukouDivision });
  }
  return { personId: known.id, isNew: false };
}

/** Without a number: the clerk chooses one of the candidates or says why none of them is meant. */
async function chooseOrCreate(work: Work, entry: Registration): Promise<Outcome> {
  const { kit, unit } = work;
  const found = await findCandidates(unit.db, nameBirthIndex(kit, entry.name, entry.birthDate));
  if (entry.chosenPersonId !== undefined) {
    const chosen = found.find(({ id }) => id === entry.chosenPersonId);
    if (chosen === undefined) throw fail('PERSON_MISMATCH', { pointer: '/body/chosenPersonId' });
    return matched(work, entry, chosen);
  }
  if (found.length > mostCandidates && entry.newPersonReason === undefined) throw fail('SEARCH_TOO_WIDE');
  if (found.length > 0 && entry.newPersonReason === undefined) {
    return { candidates: found.map((one) => masked(kit, one)) };
  }
  const created = await createPerson(work, entry);
  if (created === undefined) throw fail('CONCURRENT_CHANGE');
  return { personId: created, isNew: true };
}

function masked(kit: AppKit, found: Candidate): Answer['candidates'][number] {
  const { id, recordId, name, birthDate, sex, hukouDivision } = found;
  const clear = open(kit, { ...found, id: recordId }, 'name', name);
  return { personId: id, name: maskName(clear), birthDate, sex, hukouDivision };
}
