import { Kind, type ValueNode } from 'graphql/index.js';
import { fail } from './errors.ts';

/** Scalar `Fen`: a whole number in the safe range, far beyond GraphQL's 32-bit Int; nothing is coerced. */
export const fenScalar = {
  serialize(value: unknown): number {
    if (isFen(value)) return value;
    throw new TypeError('A resolver gave an amount that is not whole fen');
  },
  parseValue: asFen,
  parseLiteral(node: ValueNode): number {
    return asFen(node.kind === Kind.INT ? Number(node.value) : undefined);
  },
};

function asFen(value: unknown): number {
  if (isFen(value)) return value;
  throw fail('AMOUNT_INVALID');
}

function isFen(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}
