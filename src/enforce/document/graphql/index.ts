/** The gate of GraphQL resources: an operation's fields are decided as members of records are. Start at graphql-exchange.ts. */

export { openGraphqlExchange } from './graphql-exchange.js';
export { type GraphqlPlan, graphqlPlan } from './graphql-plan.js';
