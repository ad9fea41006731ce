// Mercurius on Fastify, its just-in-time compiler on.
import Fastify from "fastify";
import mercurius from "mercurius";
import { follow, subscriptions, typeDefs } from "./feed.mjs";

const app = Fastify();
const topics = subscriptions((topic) => topic);
const resolvers = Object.fromEntries(
  Object.entries(topics).map(([name, { subscribe }]) => [
    name,
    { subscribe: (root, args, { pubsub }) => pubsub.subscribe(subscribe(root, args)) },
  ]),
);
app.register(mercurius, { schema: typeDefs, resolvers: { Subscription: resolvers }, subscription: true, jit: 1 });
await app.listen({ port: 0, host: "127.0.0.1", backlog: 2048 });
console.log(app.server.address().port);
await follow((topic, payload) => app.graphql.pubsub.publish({ topic, payload }));
