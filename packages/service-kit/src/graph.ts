// What a graph of one's own shares with the kit's, for the gateway; apart from the index, which loads no GraphQL library.
export { graphqlError, requestErrors } from './graphql-errors.ts';
export { checkLimits, checkTokens, defaultGraphqlLimits } from './graphql-limits.ts';
