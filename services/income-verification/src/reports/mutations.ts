import {
  compileReport,
  decideRows,
  FindingResolution,
  issueReport,
  recordReportConsent,
  VerificationReport,
} from '@mz/contracts';
import { type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import { Type } from 'typebox';
import type { AppKit } from '../app-kit.ts';
import { mutationOf } from '../graph-mutations.ts';
import { compile, issue, type ReportEffects } from './commands.ts';
import { recordConsent } from './consents.ts';
import { proposeRows } from './resolutions.ts';

const inputs = [
  Type.Object(recordReportConsent.body.properties, { $id: 'RecordReportConsentInput' }),
  Type.Object(decideRows.body.properties, { $id: 'DecideAnswerRowsInput' }),
];

const typeDefs = `
${toGraphqlTypes([VerificationReport], { keys: { VerificationReport: 'id' } })}

${toGraphqlTypes([FindingResolution, recordReportConsent.success.schema])}

${toGraphqlTypes(inputs, { input: true })}

extend type Mutation {
  "id: the request's."
  compileVerificationReport(id: ID!, idempotencyKey: String!): VerificationReport!
  issueVerificationReport(id: ID!, expectedVersion: Int!, idempotencyKey: String!): VerificationReport!
  "id: the request's."
  recordReportConsent(id: ID!, input: RecordReportConsentInput!, idempotencyKey: String!): ReportConsent!
  "id: the question's."
  decideAnswerRows(id: ID!, input: DecideAnswerRowsInput!, idempotencyKey: String!): FindingResolution!
}
`;

/** Reports compiled and issued, consents and doubtful rows in the graph, by the functions of REST. */
export function reportMutations(kit: AppKit, effects: ReportEffects): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Mutation: {
        compileVerificationReport: mutationOf(compileReport, (ctx, input) => compile(kit, ctx, input)),
        issueVerificationReport: mutationOf(issueReport, (ctx, input) => issue(kit, ctx, input, effects)),
        recordReportConsent: mutationOf(recordReportConsent, (ctx, input) => recordConsent(kit, ctx, input)),
        decideAnswerRows: mutationOf(decideRows, (ctx, input) => proposeRows(kit, ctx, input)),
      },
    },
  };
}
