import {describe, expect, test} from '@jest/globals';
import {type IncomingMessage, createServer, request as send} from 'node:http';
import {type AddressInfo, connect} from 'node:net';
import {github, githubStandIn, gitRepository, workflowDispatch} from '#testkit';
import {stepOnGithub} from './github.ts';

/** A proxy that leads every request to one address, whatever host it is for, and remembers the hosts. */
async function proxyTo(address: string) {
  const {hostname, port} = new URL(address);
  const hosts: string[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    const {host, pathname, search} = new URL(request.url!);
    hosts.push(host);
    request.pipe(send({hostname, port, method: request.method, path: pathname + search, headers: request.headers}, answer => answer.pipe(response.writeHead(answer.statusCode!, answer.headers))));
  });
  server.on('connect', (request, socket) => {
    hosts.push(request.url!);
    const onward = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    for (const one of [socket, onward]) one.on('error', () => void (socket.destroy(), onward.destroy()));
  });
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve));
  return {
    hosts, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise(resolve => void server.close(resolve));
    },
  };
}

const policy = 'version: 1\ngates: {governance/access: enforce}\ngovernance: {access: {release: [team:maintainers]}}\n';
const world = {people: [github.person('ana', 'admin')], teams: [github.team('maintainers', ['ana'])]};

describe('a runner behind a proxy', () => {
  const judge = async (env: (proxy: string) => Readonly<Record<string, string>>) => {
    await using repository = await gitRepository({'.github/shipgate.yml': policy});
    await using standIn = await githubStandIn(world);
    await using proxy = await proxyTo(standIn.url);
    const result = await stepOnGithub(repository, standIn, 'access', {
      event: workflowDispatch({sha: await repository.head()}), github: {actor: 'ana', triggering_actor: 'ana', api_url: 'http://github.invalid'}, env: env(proxy.url),
    });
    return {verdict: result.outputs['verdict'], summary: result.summary, hosts: new Set(proxy.hosts.map(host => host.replace(/:80$/, '')))};
  };

  test.each(['HTTP_PROXY', 'http_proxy'])('asks GitHub through it, as %s says', async name => {
    expect(await judge(proxy => ({[name]: proxy}))).toMatchObject({verdict: 'pass', hosts: new Set(['github.invalid'])});
  });

  test('but not where no_proxy says otherwise, nor where there is none: could not decide', async () => {
    for (const env of [(proxy: string) => ({HTTP_PROXY: proxy, NO_PROXY: 'github.invalid'}), () => ({HTTP_PROXY: ''})]) {
      expect(await judge(env)).toMatchObject({verdict: 'inconclusive', hosts: new Set()});
    }
  });

  test('a proxy that is no address is told, without its password', async () => {
    const {verdict, summary} = await judge(() => ({HTTP_PROXY: 'http://ana:s3cret@[proxy'}));
    expect(verdict).toBe('inconclusive');
    expect(summary).toContain('the proxy that the environment names is no address');
    expect(summary).not.toContain('s3cret');
  });
});
