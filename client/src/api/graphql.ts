import { initGraphQLTada } from 'gql.tada';
import type { introspection } from '../graphql-env.d.ts';

/** Typed documents: a query's result and variables are inferred from `schema/schema.graphql`. */
export const graphql = initGraphQLTada<{ introspection: introspection; scalars: { DateTime: string } }>();

export type { ResultOf, VariablesOf } from 'gql.tada';
