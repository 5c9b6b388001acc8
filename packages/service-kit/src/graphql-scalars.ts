import { GraphQLError, Kind, type ValueNode } from 'graphql/index.js';

/** Scalar `Fen`: a whole number in the safe range, far beyond GraphQL's 32-bit Int; nothing is coerced. */
export const fenScalar = {
  serialize: asFen,
  parseValue: asFen,
  parseLiteral(node: ValueNode): number {
    if (node.kind !== Kind.INT) throw new GraphQLError('Fen must be a whole number', { extensions: amountInvalid });
    return asFen(Number(node.value));
  },
};

const amountInvalid = { code: 'AMOUNT_INVALID' };

function asFen(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw new GraphQLError('Fen must be a whole number in the safe range', { extensions: amountInvalid });
}
