import { geocodeAddress, standardiseAddress } from '@mz/contracts';
import type { GeometryReader } from '../geometry/index.ts';
import { geocode } from './geocode.ts';
import { addressesGraphql } from './graphql.ts';
import { standardise } from './read.ts';

/** Registers what is asked about addresses. */
export function registerAddresses(reader: GeometryReader): void {
  const { kit } = reader;
  kit.operation(standardiseAddress, (ctx, { query }) => standardise(reader, ctx, query));
  kit.operation(geocodeAddress, (ctx, input) => geocode(reader, ctx, input));
  kit.graphql(addressesGraphql(reader));
}
