// PostGraphile on the tables of the product, as its documentation advises for production.
import { createServer } from 'node:http';
import { postgraphile } from 'postgraphile';

const url = new URL(process.env.DATABASE_URL.replace(/^postgres:\/\/([^@]*)@\//, 'postgres://$1@localhost/'));
const connection = { host: url.searchParams.get('host'), user: url.username, database: url.pathname.slice(1) };
const handler = postgraphile(connection, 'public', { disableQueryLog: true, graphiql: false, enableCors: false });
const server = createServer(handler);
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
