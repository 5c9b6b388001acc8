import Fastify from 'fastify';
import pg from 'pg';
import { bareRoutes } from './bare-routes.ts';

// Bare Fastify + pg at its best honest settings: no log, a pool on the unix socket, statements prepared once by name.
const [row = ''] = process.argv.slice(2);
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const app = Fastify({ logger: false });
const routes = bareRoutes[row];
if (routes === undefined) throw new Error(`no peer for ${row}`);
routes(app, pool);
const url = await app.listen({ host: '127.0.0.1', port: 0 });
process.send?.({ url });
process.on('disconnect', () => process.exit());
