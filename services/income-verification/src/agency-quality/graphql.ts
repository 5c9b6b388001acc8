import {
  AgencyQuality,
  AgencyQualityCount,
  AgencyQualityDay,
  AgencyQualityEnding,
  getAgencyQuality,
  listAgencyQuality,
} from '@mz/contracts';
import { type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { readQualities, readQuality } from './read.ts';

const typeDefs = `
${toGraphqlTypes([AgencyQualityCount, AgencyQualityEnding, AgencyQuality, AgencyQualityDay])}

extend type Query {
  "How each partner kept its side in a month; this month unless told."
  agencyQuality(month: String): [AgencyQuality!]!
  agencyQualityDays(partnerCode: String!, month: String): [AgencyQualityDay!]!
}
`;

interface Args {
  readonly month?: string | null;
}

/** Quality of partners in the graph, by the functions of REST. */
export function agencyQualityGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        agencyQuality: async (_: unknown, { month }: Args, gql: GraphqlCall) =>
          (await readQualities(kit, gql.as(listAgencyQuality), month ?? undefined)).items,
        agencyQualityDays: async (
          _: unknown,
          { partnerCode, month }: Args & { readonly partnerCode: string },
          gql: GraphqlCall,
        ) => {
          const asked = { partnerCode, ...(typeof month === 'string' ? { month } : {}) };
          return (await readQuality(kit, gql.as(getAgencyQuality), asked)).days;
        },
      },
    },
  };
}
