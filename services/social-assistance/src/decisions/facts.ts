import { type CaseFacts, type OperationOutputOf, queryBenefits, reportFacts } from '@mz/contracts';
import { monthOf } from '@mz/domain';
import { type Context, samePersons } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import type { ApplicationRow } from '../applications/index.ts';
import type { CurrentDeclaration } from '../declarations/index.ts';
import { listCaseMembers, type PersonFacts } from '../households/index.ts';
import { listParameterRows, listStandardRows, regionGroupOf } from '../standards/index.ts';

/** Verified facts of an issued report. */
export type VerifiedFacts = OperationOutputOf<typeof reportFacts>;

type Incomes = CaseFacts['incomes'];
type Assets = CaseFacts['assets'];

/** What a case's facts are made from, beside the database. */
export type FactSources = {
  readonly declaration: CurrentDeclaration;
  readonly facts: ReadonlyMap<string, PersonFacts>;
  readonly verified: VerifiedFacts | undefined;
};

/** Everything that the decision of a case depends on, as of today: the declaration, with verified facts over it. */
export async function caseFactsOf({ kit, unit }: Work, row: ApplicationRow, sources: FactSources): Promise<CaseFacts> {
  const { body } = sources.declaration;
  const divisionCode = row.currentDivisionCode;
  const date = kit.clock.today();
  const parameters = await listParameterRows(unit.db, divisionCode);
  const regionGroup = regionGroupOf(parameters, { divisionCode, date });
  return {
    programme: row.programme === 'URBAN_DIBAO' ? 'URBAN_DIBAO' : 'RURAL_DIBAO',
    decidedOn: date,
    applicationMonth: monthOf(row.submittedOn ?? row.draftedOn),
    divisionCode,
    ...(regionGroup === undefined ? {} : { regionGroup }),
    members: await listCaseMembers(unit.db, row.householdId ?? '', sources.facts),
    incomes: [...body.incomes, ...verifiedIncomes(sources.verified)],
    assets: assetsOf(body.assets, sources.verified),
    supporters: body.supporters,
    ...(body.applyAlone === undefined ? {} : { applyAlone: body.applyAlone }),
    standards: await listStandardRows(unit.db, divisionCode),
    parameters: parameters.map((parameter) => ({ ...parameter, approvedBy: [...parameter.approvedBy] })),
  };
}

/** The verified facts of the case's report; undefined before one was issued. */
export async function readVerifiedFacts(
  kit: AppKit,
  ctx: Context,
  row: ApplicationRow,
): Promise<VerifiedFacts | undefined> {
  if (row.reportId === null) return undefined;
  return kit.call(ctx, reportFacts, { params: { id: row.reportId } });
}

/** Programmes of which a person may hold at most one (handbook §3). */
const livingSupport: ReadonlySet<string> = new Set([
  'URBAN_DIBAO',
  'RURAL_DIBAO',
  'WUBAO_CENTRAL',
  'WUBAO_DISPERSED',
  'LOW_INCOME',
]);

/** Living-support programmes that these persons draw this month in any bureau: payments' ledger, and our own enrolments not yet paid. */
export function findOtherProgrammes(
  kit: AppKit,
  ctx: Context,
  asked: { readonly applicationId: string; readonly personIds: readonly string[] },
): Promise<string[]> {
  const { applicationId, personIds } = asked;
  return findSupportOf(kit, ctx, { personIds, basisId: applicationId, exceptApplicationId: applicationId });
}

/** The same for any reason to ask, as far as the caller's reach goes in our own enrolments; payments answers for the province. */
export async function findSupportOf(
  kit: AppKit,
  ctx: Context,
  asked: { readonly personIds: readonly string[]; readonly basisId: string; readonly exceptApplicationId?: string },
): Promise<string[]> {
  const personIds = [...asked.personIds];
  if (personIds.length === 0) return [];
  const month = monthOf(kit.clock.today());
  const { entries } = await kit.call(ctx, queryBenefits, {
    body: {
      personIds,
      fromMonth: month,
      toMonth: month,
      purpose: 'ASSESS_BENEFIT',
      basisId: asked.basisId,
    },
  });
  const paid = entries.filter(({ state }) => state !== 'RECOVERED').map(({ programme }) => programme);
  const own = await kit.read(ctx, async (db) => {
    const known = await samePersons(db, personIds);
    const query = db
      .selectFrom('enrolment')
      .innerJoin('householdMember', 'householdMember.householdId', 'enrolment.householdId')
      .select('enrolment.programme')
      .where('enrolment.state', 'not in', ['TERMINATED', 'ENDED_TRANSFERRED'])
      .where('householdMember.personId', 'in', [...known.keys()])
      .where('householdMember.validTo', 'is', null)
      .where('householdMember.benefitEligible', '=', true);
    const { exceptApplicationId } = asked;
    return (
      exceptApplicationId === undefined ? query : query.where('enrolment.applicationId', '!=', exceptApplicationId)
    ).execute();
  });
  const programmes = [...paid, ...own.map(({ programme }) => programme)];
  return [...new Set(programmes)].filter((programme) => livingSupport.has(programme)).sort();
}

function verifiedIncomes(verified: VerifiedFacts | undefined): Incomes {
  return (verified?.incomes ?? []).map(({ personId, type, amountFen, periodFrom, periodTo, source }) => ({
    personId,
    type,
    amountFen,
    periodFrom,
    periodTo,
    source,
    provenance: 'VERIFIED' as const,
  }));
}

const registered: ReadonlySet<string> = new Set(['VEHICLE', 'REAL_ESTATE', 'BUSINESS_REG']);
const usages: Readonly<Record<string, string>> = {
  CAR: 'PRIVATE_CAR',
  VAN: 'PRIVATE_CAR',
  TRUCK: 'PRIVATE_CAR',
  MOTORCYCLE: 'TWO_WHEELER',
  COMMERCIAL: 'COMMERCIAL_LIVELIHOOD',
};

/** A register's word stands over the declaration for what it registers; the rest stays as declared. */
function assetsOf(declared: Assets, verified: VerifiedFacts | undefined): Assets {
  const found = (verified?.assets ?? []).filter(({ kind }) => registered.has(kind));
  const covered = new Set(found.map(({ kind, personId }) => `${kind}/${personId}`));
  const kept = declared.filter(({ kind, personId }) => !covered.has(`${kind}/${personId}`));
  const added = found.map((asset) => ({
    personId: asset.personId,
    kind: asset.kind,
    asOf: asset.asOf,
    shareBp: asset.shareBp,
    ...(asset.valueFen === null ? {} : { valueFen: asset.valueFen }),
    ...(asset.usage === null ? {} : { usage: usages[asset.usage] ?? asset.usage }),
    ...(asset.capitalFen === null ? {} : { capitalFen: asset.capitalFen }),
    ...(asset.staffCount === null ? {} : { staffCount: asset.staffCount }),
    provenance: 'VERIFIED',
  }));
  // The contract types `kind` by a list that its schema builder cannot see through.
  return [...kept, ...added] as Assets;
}
