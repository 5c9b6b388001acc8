import {
  getVerificationIndicator,
  listVerificationIndicators,
  VerificationIndicator,
  VerificationIndicatorPart,
  VerificationIndicatorRow,
} from '@mz/contracts';
import { type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { readIndicator, readIndicators } from './read.ts';

const typeDefs = `
${toGraphqlTypes([VerificationIndicator, VerificationIndicatorPart, VerificationIndicatorRow])}

extend type Query {
  verificationIndicators(asOf: String, division: String): [VerificationIndicator!]!
  verificationIndicatorRows(code: String!, asOf: String, division: String): [VerificationIndicatorRow!]!
}
`;

interface Args {
  readonly asOf?: string | null;
  readonly division?: string | null;
}

/** Indicators in the graph, by the functions of REST. */
export function indicatorsGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        verificationIndicators: async (_: unknown, args: Args, gql: GraphqlCall) =>
          (await readIndicators(kit, gql.as(listVerificationIndicators), given(args))).items,
        verificationIndicatorRows: async (_: unknown, args: Args & { code: string }, gql: GraphqlCall) =>
          (await readIndicator(kit, gql.as(getVerificationIndicator), { code: args.code, ...given(args) })).rows,
      },
    },
  };
}

function given({ asOf, division }: Args): { asOf?: string; division?: string } {
  return {
    ...(typeof asOf === 'string' ? { asOf } : {}),
    ...(typeof division === 'string' ? { division } : {}),
  };
}
