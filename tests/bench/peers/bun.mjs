// graphql-ws on Bun: its WebSocket server is uWebSockets, in C++.
import { buildSchema } from "graphql";
import { handleProtocols, makeHandler } from "graphql-ws/use/bun";
import { Hub, follow, subscriptions, typeDefs } from "./feed.mjs";

const hub = new Hub();
const schema = buildSchema(typeDefs);
const fields = schema.getSubscriptionType().getFields();
for (const [name, resolver] of Object.entries(subscriptions((topic) => hub.listen(topic)))) {
  fields[name].subscribe = resolver.subscribe;
}
const server = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch(request, self) {
    if (!handleProtocols(request.headers.get("sec-websocket-protocol") ?? "")) {
      return new Response(null, { status: 404 });
    }
    return self.upgrade(request) ? undefined : new Response(null, { status: 500 });
  },
  websocket: makeHandler({ schema }),
});
console.log(server.port);
await follow((topic, value) => hub.publish(topic, value));
