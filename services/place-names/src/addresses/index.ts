import { geocodeAddress, standardiseAddress } from '@mz/contracts';
import type { Context } from '@mz/service-kit';
import type { GeometryReader } from '../geometry/index.ts';
import { geocode } from './geocode.ts';
import { addressesGraphql } from './graphql.ts';
import { type StandardAnswer, standardise } from './read.ts';

/** Addresses as the features beside them ask for them. */
export interface Addresses {
  /** Reads an address as of today. */
  read(ctx: Context, address: string): Promise<StandardAnswer>;
}

/** Registers what is asked about addresses, and gives it to the features beside them. */
export function registerAddresses(reader: GeometryReader): Addresses {
  const { kit } = reader;
  kit.operation(standardiseAddress, (ctx, { query }) => standardise(reader, ctx, query));
  kit.operation(geocodeAddress, (ctx, input) => geocode(reader, ctx, input));
  kit.graphql(addressesGraphql(reader));
  return { read: (ctx, address) => standardise(reader, ctx, { address }) };
}
