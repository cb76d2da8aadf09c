import {type IncomingMessage, type ServerResponse, createServer} from 'node:http';
import type {AddressInfo} from 'node:net';

export type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void;

export interface Loopback extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly {readonly method: string; readonly url: string; readonly body: string; readonly headers: IncomingMessage['headers']}[];
}

/** A server on this machine that answers as it is told; `count` is 1 for its first request. */
export async function loopback(handler: Handler): Promise<Loopback> {
  const requests: {method: string; url: string; body: string; headers: IncomingMessage['headers']}[] = [];
  const server = createServer((request, response) => {
    const seen = {method: request.method!, url: request.url!, body: '', headers: request.headers};
    const count = requests.push(seen);
    request.setEncoding('utf8').on('data', (text: string) => { seen.body += text; }).on('end', () => handler(request, response, count));
  });
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise(resolve => void server.close(resolve));
    },
  };
}

export const answer = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Handler => (_, response) => {
  response.writeHead(status, {'content-type': 'application/json; charset=utf-8', ...headers}).end(typeof body === 'string' ? body : JSON.stringify(body));
};
