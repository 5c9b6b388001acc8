import {
  AddressElement,
  AddressLevel,
  AddressRemark,
  AddressRemarkCode,
  StandardAddress,
  standardiseAddress,
} from '@mz/contracts';
import { parseLegalDay } from '@mz/domain';
import { fail, type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import { type AddressReader, standardise } from './read.ts';

const typeDefs = `
${toGraphqlTypes([AddressLevel, AddressElement, AddressRemarkCode, AddressRemark, StandardAddress])}

extend type Query {
  standardAddress(address: String!, asOf: String): StandardAddress
}
`;

/** Standard addresses in the graph, by the function of REST. */
export function addressesGraphql(reader: AddressReader): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        standardAddress: (_: unknown, { address, asOf }: { address: string; asOf?: string | null }, gql: GraphqlCall) =>
          standardise(reader, gql.as(standardiseAddress), {
            address,
            ...(typeof asOf === 'string' ? { asOf: legalDay(asOf) } : {}),
          }),
      },
    },
  };
}

function legalDay(text: string): string {
  const decision = parseLegalDay(text);
  if (!decision.ok) throw fail(decision.code);
  return decision.value;
}
