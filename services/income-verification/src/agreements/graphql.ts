import { AgencyAgreement, listAgreements } from '@mz/contracts';
import { type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { readAgreements } from './queries.ts';

const typeDefs = `
${toGraphqlTypes([AgencyAgreement])}

extend type Query {
  agencyAgreements(agencyCode: String, asOf: String): [AgencyAgreement!]!
}
`;

interface Args {
  readonly agencyCode?: string | null;
  readonly asOf?: string | null;
}

/** Agreements in the graph, by the function of REST. */
export function agreementsGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        agencyAgreements: async (_: unknown, { agencyCode, asOf }: Args, gql: GraphqlCall) => {
          const given = {
            ...(typeof agencyCode === 'string' ? { agencyCode } : {}),
            ...(typeof asOf === 'string' ? { asOf } : {}),
          };
          return (await readAgreements(kit, gql.as(listAgreements), given)).items;
        },
      },
    },
  };
}
