import {type IncomingMessage, type ServerResponse, createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {type GitRepository, gitRepository, pullRequest} from '#testkit';
import {evidenceOf} from './local.ts';
import {step} from './step.ts';

/**
 * A pull request whose base only GitHub knows: the clone is shallow, its head is no merge commit, and its remote is gone. Without an answer it cannot be
 * told what is new, so that nothing may pass.
 */
let clone: GitRepository;
let base: string;
let head: string;
beforeAll(async () => {
  const origin = await gitRepository({'README.md': '# App\n'});
  base = await origin.head();
  head = await origin.commit('Change', {files: {'README.md': '# App\n\nBetter.\n'}});
  clone = await origin.clone({depth: 1});
  await clone.git('remote', 'set-url', 'origin', 'file:///nowhere');
});
afterAll(() => clone.dispose());

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer => (_, response) => {
  response.writeHead(status, {'content-type': 'application/json', ...headers}).end(typeof body === 'string' ? body : JSON.stringify(body));
};

const answers: Readonly<Record<string, Answer>> = {
  '401': json(401, {message: 'Bad credentials'}),
  '403': json(403, {message: 'Resource not accessible by integration'}),
  '403 for a rate limit': json(403, {message: 'API rate limit exceeded'}, {'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '4102444800'}),
  '404': json(404, {message: 'Not Found'}),
  '429': json(429, {message: 'Too many requests'}, {'retry-after': '3600'}),
  '451': json(451, {message: 'Unavailable for legal reasons'}),
  '500': json(500, {message: 'Server Error'}),
  '503 without a body': json(503, ''),
  '200 without a body': json(200, ''),
  '204': (_, response) => void response.writeHead(204).end(),
  'half a body': (_, response) => {
    response.writeHead(200, {'content-type': 'application/json', 'content-length': '1000'}).write('{"merge_base_commit": {"sha": "');
    setTimeout(() => response.destroy(), 50);
  },
  'no answer at all': request => void request.socket.destroy(),
  'what is no JSON': json(200, '<html>'),
  'JSON of another form': json(200, []),
  'null': json(200, 'null'),
  'a commit that is no commit': json(200, {merge_base_commit: {sha: 'HEAD'}}),
  'a commit that nobody has': json(200, {merge_base_commit: {sha: 'f'.repeat(40)}}),
  'a redirect to another host': json(302, '', {location: 'http://127.0.0.2:9/elsewhere'}),
  'a redirect to itself': (request, response) => void response.writeHead(302, {location: request.url!}).end(),
  'a body without an end': (_, response) => {
    response.writeHead(200, {'content-type': 'application/json'});
    const more = (): boolean => response.destroyed || response.write('['.repeat(64 * 1024), () => setImmediate(more));
    more();
  },
};

async function judgeWith(url: string) {
  const result = await step(clone, {event: pullRequest({sha: head, baseSha: base, headSha: head}), github: {api_url: url}});
  return {exitCode: result.exitCode, decision: result.outputs['decision'], evidence: evidenceOf(clone.path, 'docs-reality.check'),
    said: result.annotations.map(one => one.message).join('\n')};
}

const refused = {exitCode: 1, decision: 'deny', evidence: {result: 'FAILED', verdict: 'inconclusive'}, said: expect.not.stringContaining('defect')};

describe('GitHub answers with', () => {
  test.each(Object.entries(answers))('%s', async (_, answer) => {
    const server = createServer(answer);
    await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve));
    try {
      expect(await judgeWith(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)).toEqual(refused);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  test('nothing, because nobody listens', async () => {
    expect(await judgeWith('http://127.0.0.1:2')).toEqual(refused);
  });

  test('the base: then it passes, so that the tests above are about the answers', async () => {
    await clone.git('fetch', '--quiet', '--depth=1', `file://${clone.path}/../work`, base);
    const server = createServer(json(200, {merge_base_commit: {sha: base}}));
    await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve));
    try {
      expect(await judgeWith(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)).toMatchObject({exitCode: 0, decision: 'allow', evidence: {verdict: 'pass'}});
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
