import { isObjectType, type GraphQLField, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';

/** Resolvers see an argument that is null as one that was left out: `anomalies(interval: null)` follows all of them. */
export function withoutNullArguments(schema: GraphQLSchema): GraphQLSchema {
  for (const type of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) wrap(field);
  }
  return schema;
}

function wrap(field: GraphQLField<unknown, unknown>): void {
  if (field.resolve) field.resolve = withoutNulls(field.resolve);
  if (field.subscribe) field.subscribe = withoutNulls(field.subscribe);
}

const withoutNulls =
  (resolve: GraphQLFieldResolver<unknown, unknown>): GraphQLFieldResolver<unknown, unknown> =>
  (source, given: Record<string, unknown>, context, info) => {
    const entries = Object.entries(given).filter(([, value]) => value !== null);
    return resolve(source, Object.fromEntries(entries), context, info);
  };
