import {
  listVerificationNotes,
  type OperationOutputOf,
  VerificationNote,
  verificationAgencyErrorFound,
  verificationVerdictOverridden,
} from '@mz/contracts';
import { type Context, type GraphqlCall, type GraphqlModule, toGraphqlTypes, type Unit } from '@mz/service-kit';
import type { Insertable } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import { getApplicationRow } from '../applications/index.ts';
import type { DB, VerificationNoteTable } from '../database.ts';

type Notes = OperationOutputOf<typeof listVerificationNotes>;

/** What a case remembers of its checks beside their results. */
export function registerVerificationNotes(kit: AppKit): void {
  kit.operation(listVerificationNotes, (ctx, { params }) => readNotes(kit, ctx, params.id));
  kit.graphql(notesGraphql(kit));
  kit.consume(verificationVerdictOverridden, {
    async apply(unit, { data }) {
      await note(unit, {
        ...{ applicationId: data.applicationId, kind: 'VERDICT_OVERRIDE', causeId: data.overrideId },
        ...{ reportId: data.reportId, fromVerdict: data.reportVerdict, toVerdict: data.verdict },
        notedOn: data.approvedOn,
      });
      return { kind: 'done' };
    },
  });
  kit.consume(verificationAgencyErrorFound, {
    async apply(unit, { data }) {
      await note(unit, {
        ...{ applicationId: data.applicationId, kind: 'AGENCY_ERROR', causeId: data.reportId },
        ...{ reportId: data.wrongReportId, fromVerdict: data.wrongVerdict, toVerdict: data.verdict },
        ...{ agencyCodes: data.agencyCodes, notedOn: data.foundOn },
        wrongCut: await wasCut(unit.db, data),
      });
      return { kind: 'done' };
    },
  });
}

async function note(unit: Unit<DB>, row: Insertable<VerificationNoteTable>): Promise<void> {
  const { numInsertedOrUpdatedRows } = await unit.db
    .insertInto('verificationNote')
    .values(row)
    .onConflict((conflict) => conflict.columns(['applicationId', 'kind', 'causeId']).doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows === 0n) return;
  const { applicationId, kind, reportId, fromVerdict, toVerdict, agencyCodes = [], wrongCut = false } = row;
  const after = { kind, reportId, fromVerdict, toVerdict, agencyCodes, wrongCut };
  unit.audit({ action: 'verification.note', recordType: 'application', recordId: applicationId, after });
}

/** Refused while the wrong report stood, or cut by a review that rested on it. */
async function wasCut(
  db: Db,
  { applicationId, wrongReportId }: { readonly applicationId: string; readonly wrongReportId: string },
): Promise<boolean> {
  const refused = await db
    .selectFrom('decision')
    .innerJoin('verificationResult', 'verificationResult.applicationId', 'decision.applicationId')
    .select('decision.id')
    .where('decision.applicationId', '=', applicationId)
    .where('decision.outcome', '=', 'REJECTED')
    .where('verificationResult.reportId', '=', wrongReportId)
    .whereRef('verificationResult.receivedAt', '<=', 'decision.recordedAt')
    .executeTakeFirst();
  if (refused !== undefined) return true;
  const cut = await db
    .selectFrom('enrolmentReview')
    .select('id')
    .where('reportId', '=', wrongReportId)
    .where('outcome', 'in', ['DECREASE', 'SUSPEND', 'TERMINATE'])
    .executeTakeFirst();
  return cut !== undefined;
}

async function readNotes(kit: AppKit, ctx: Context, id: string): Promise<Notes> {
  return kit.read(ctx, async (db) => {
    await getApplicationRow(db, id);
    const items = await db
      .selectFrom('verificationNote')
      .select(['kind', 'reportId', 'fromVerdict', 'toVerdict', 'agencyCodes', 'wrongCut', 'notedOn'])
      .where('applicationId', '=', id)
      .orderBy('notedOn')
      .orderBy('causeId')
      .execute();
    return { items };
  });
}

function notesGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs: `
${toGraphqlTypes([VerificationNote])}

extend type Query {
  "Departures from verdicts of a case, and verdicts that a partner's wrong data made."
  verificationNotes(applicationId: ID!): [VerificationNote!]!
}
`,
    resolvers: {
      Query: {
        verificationNotes: async (_: never, { applicationId }: { applicationId: string }, gql: GraphqlCall) =>
          (await readNotes(kit, gql.as(listVerificationNotes, { params: { id: applicationId } }), applicationId)).items,
      },
    },
  };
}
