// graphql-ws on ws: what most Node servers run, Apollo's among them.
import { createServer } from "node:http";
import { buildSchema } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";
import { Hub, follow, subscriptions, typeDefs } from "./feed.mjs";

const hub = new Hub();
const schema = buildSchema(typeDefs);
const fields = schema.getSubscriptionType().getFields();
for (const [name, resolver] of Object.entries(subscriptions((topic) => hub.listen(topic)))) {
  fields[name].subscribe = resolver.subscribe;
}
const server = createServer();
useServer({ schema }, new WebSocketServer({ server, path: "/graphql" }));
server.listen({ port: 0, host: "127.0.0.1", backlog: 2048 }, () => console.log(server.address().port));
await follow((topic, value) => hub.publish(topic, value));
