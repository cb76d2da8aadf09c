import {routes} from './routes/index.ts';
export const port = Number(process.env.LEDGERLY_PORT ?? 4000);
export const databaseUrl = process.env.LEDGERLY_DATABASE_URL;
export const logLevel = process.env.LEDGERLY_LOG_LEVEL ?? 'info';
export const server = routes;
