import {type Server, type Socket, createServer} from 'node:net';
import type {AddressInfo} from 'node:net';
import {expect, test} from '@jest/globals';
import {gitRepository, pushOfTag} from '#testkit';
import {evidenceOf} from './local.ts';
import {step} from './step.ts';

const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n';

/** A server that takes every connection and never comes to the end of an answer. */
const servers: Readonly<Record<string, (socket: Socket) => void>> = {
  'says nothing at all': () => undefined,
  'says nothing but the head': socket => void socket.once('data', () => socket.write(head)),
  'says one character after the other': socket => void socket.once('data', () => {
    socket.write(head);
    const saying = setInterval(() => socket.write('['), 200);
    socket.on('close', () => clearInterval(saying));
  }),
};

async function silent(answer: (socket: Socket) => void): Promise<{readonly url: string; readonly asked: () => number} & Disposable> {
  const sockets = new Set<Socket>();
  let asked = 0;
  const server: Server = createServer(socket => {
    asked++;
    sockets.add(socket);
    socket.on('error', () => undefined);
    answer(socket);
  });
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked: () => asked,
    [Symbol.dispose]: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

const policy = `version: 1
gates: {governance/blockers: enforce, governance/runs: enforce, docs-reality: enforce, other: {run: "true"}}
governance:
  blockers: {labels: [P0-blocker]}
  runs: {required: [ci.yml], alerts: {code-scanning: not-used, secret-scanning: not-used}}
`;

async function judge(action: string, mode: string | undefined, url: string) {
  await using repository = await gitRepository({'README.md': '# App\n', '.github/shipgate.yml': policy});
  await repository.tag('v1.0.0', {message: 'v1.0.0'});
  const event = pushOfTag({sha: await repository.head(), tag: 'v1.0.0'});
  // The limits of the port hold the run: the runner would wait many times as long.
  const {exitCode, outputs, summary, errors, orphans} = await step(repository, {action, event, github: {api_url: url}, timeoutMs: 300_000, inputs: mode === undefined ? {} : {mode}});
  const evidence = (name: string): string | undefined => evidenceOf(repository.path, name)?.verdict;
  return {
    result: {exitCode, decision: outputs['decision'], verdict: outputs['verdict'], errors, orphans}, summary,
    evidence: Object.fromEntries(['preflight.judge', 'governance.blockers', 'governance.runs', 'docs-reality.check', 'other'].map(name => [name, evidence(name)])),
  };
}

const undecided = {exitCode: 1, decision: 'deny', verdict: 'inconclusive', errors: [], orphans: []};

// At once, because nothing is done but waiting.
test.each([
  ['governance blockers', 'actions/governance', 'blockers', {'governance.blockers': 'inconclusive'}],
  ['governance runs', 'actions/governance', 'runs', {'governance.runs': 'inconclusive'}],
  ['preflight, whose other gates are judged', '.', undefined,
    {'preflight.judge': 'inconclusive', 'governance.blockers': 'inconclusive', 'governance.runs': 'inconclusive', 'docs-reality.check': 'pass', 'other': 'pass'}],
])('%s ends within its own limits, whatever GitHub does not say', async (_, action, mode, evidence) => {
  await Promise.all(Object.values(servers).map(async answer => {
    using server = await silent(answer);
    const judged = await judge(action, mode, server.url);
    expect(server.asked()).toBeGreaterThan(0);
    expect(judged.result).toEqual(undecided);
    expect(judged.evidence).toEqual({...Object.fromEntries(Object.keys(judged.evidence).map(name => [name, undefined])), ...evidence});
    expect(judged.summary).toMatch(/did not answer within 10 s/);
    expect(judged.summary).toContain('Look at the network and its proxy');
    expect(judged.summary).not.toContain('defect');
  }));
});
