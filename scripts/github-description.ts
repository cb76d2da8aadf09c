import {readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';

/**
 * Makes the description of GitHub's API that the stand-in of the test kit is held to: the operations below, with the schemas that they refer to, out of
 * GitHub's own OpenAPI description, as JSON Schema and without prose; and recorded exchanges where the description is too loose. The whole description has
 * 385 MB, so it is no development dependency:
 *
 *     npm install --prefix /tmp/octokit @octokit/openapi@23.0.2 @octokit/fixtures@23.1.2
 *     node --conditions=source --no-warnings scripts/github-description.ts /tmp/octokit
 */
const operations = `
GET /repos/{owner}/{repo}
PATCH /repos/{owner}/{repo}
GET /repos/{owner}/{repo}/branches
GET /repos/{owner}/{repo}/branches/{branch}
GET /repos/{owner}/{repo}/branches/{branch}/protection
PUT /repos/{owner}/{repo}/branches/{branch}/protection
DELETE /repos/{owner}/{repo}/branches/{branch}/protection
GET /repos/{owner}/{repo}/rules/branches/{branch}
GET /repos/{owner}/{repo}/rulesets
POST /repos/{owner}/{repo}/rulesets
GET /repos/{owner}/{repo}/rulesets/{ruleset_id}
PUT /repos/{owner}/{repo}/rulesets/{ruleset_id}
DELETE /repos/{owner}/{repo}/rulesets/{ruleset_id}
GET /repos/{owner}/{repo}/collaborators/{username}/permission
GET /user
GET /users/{username}
GET /orgs/{org}/teams/{team_slug}
GET /orgs/{org}/teams/{team_slug}/memberships/{username}
GET /repos/{owner}/{repo}/pulls
GET /repos/{owner}/{repo}/pulls/{pull_number}
GET /repos/{owner}/{repo}/pulls/{pull_number}/commits
GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews
GET /repos/{owner}/{repo}/pulls/{pull_number}/files
GET /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers
GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls
GET /repos/{owner}/{repo}/commits/{ref}/check-runs
GET /repos/{owner}/{repo}/issues
GET /repos/{owner}/{repo}/milestones
GET /repos/{owner}/{repo}/labels
GET /repos/{owner}/{repo}/actions/runs
GET /repos/{owner}/{repo}/actions/runs/{run_id}
GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}
GET /repos/{owner}/{repo}/actions/runs/{run_id}/logs
GET /repos/{owner}/{repo}/actions/workflows
GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs
GET /repos/{owner}/{repo}/code-scanning/alerts
GET /repos/{owner}/{repo}/secret-scanning/alerts
GET /repos/{owner}/{repo}/dependabot/alerts
GET /repos/{owner}/{repo}/tags
GET /repos/{owner}/{repo}/releases
GET /repos/{owner}/{repo}/git/ref/{ref}
GET /repos/{owner}/{repo}/git/tags/{tag_sha}
GET /repos/{owner}/{repo}/compare/{basehead}
GET /repos/{owner}/{repo}/contents/{path}
POST /repos/{owner}/{repo}/deployments
`.trim().split('\n');

type Node = {[key: string]: unknown};
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

const folder = process.argv[2];
if (folder === undefined) throw new Error('name the folder into which @octokit/openapi and @octokit/fixtures are installed');
const require = createRequire(join(folder, 'index.js'));
const {version} = require('@octokit/openapi/package.json') as {version: string};
const {version: fixturesVersion} = require('@octokit/fixtures/package.json') as {version: string};
const whole = require('@octokit/openapi/generated/api.github.com.json') as Node;

const at = (reference: string): Node => reference.slice(2).split('/').reduce<unknown>((node, key) => (node as Node)[key], whole) as Node;
const resolved = (node: unknown): Node => (isNode(node) && typeof node['$ref'] === 'string' ? resolved(at(node['$ref'])) : node as Node);

const prose = new Set(['description', 'title', 'example', 'examples', 'externalDocs', 'deprecated', 'x-github', 'discriminator', 'xml', 'readOnly', 'writeOnly']);
const wanted = new Set<string>();

/** OpenAPI 3.0 as JSON Schema: `nullable` becomes a type. `names` tells that the keys are members' names and no keywords. */
function schemaOf(value: unknown, names = false): unknown {
  if (Array.isArray(value)) return value.map(item => schemaOf(item));
  if (!isNode(value)) return value;
  if (!names && typeof value['$ref'] === 'string') {
    const name = value['$ref'].replace('#/components/schemas/', '');
    wanted.add(name);
    return {$ref: `github.json#/schemas/${name}`};
  }
  const entries = Object.entries(value).filter(([key]) => names || !prose.has(key)).filter(([key]) => names || key !== 'nullable')
    .map(([key, member]) => [key, key === 'enum' || key === 'const' || key === 'default' ? member : schemaOf(member, !names && key === 'properties')] as const);
  const schema: Node = Object.fromEntries(entries);
  if (names || value['nullable'] !== true) return schema;
  if (typeof schema['type'] === 'string') {
    return {...schema, type: [schema['type'], 'null'], ...(Array.isArray(schema['enum']) && !schema['enum'].includes(null) && {enum: [...schema['enum'] as unknown[], null]})};
  }
  return {anyOf: [schema, {type: 'null'}]};
}

const jsonSchema = (content: unknown): unknown => {
  const json = (content as Node | undefined)?.['application/json'] as Node | undefined;
  return json && schemaOf(json['schema']);
};

const described = Object.fromEntries(operations.map(name => {
  const [method, path] = name.split(' ') as [string, string];
  const operation = ((whole['paths'] as Node)[path] as Node | undefined)?.[method.toLowerCase()] as Node | undefined;
  if (!operation) throw new Error(`${name} is not described`);
  const parameters = ((operation['parameters'] ?? []) as unknown[]).map(resolved);
  const body = operation['requestBody'] === undefined ? undefined : resolved(operation['requestBody']);
  return [name, {
    operationId: operation['operationId'],
    query: Object.fromEntries(parameters.filter(parameter => parameter['in'] === 'query').map(parameter => [parameter['name'], schemaOf(parameter['schema'])])),
    ...(body && {body: jsonSchema(body['content']), bodyRequired: body['required'] ?? false}),
    responses: Object.fromEntries(Object.entries(operation['responses'] as Node).map(([status, response]) => [status, jsonSchema(resolved(response)['content']) ?? null])),
  }];
}));

wanted.add('basic-error');
const schemas: Node = {};
for (let size = -1; size !== wanted.size;) {
  size = wanted.size;
  for (const name of wanted) schemas[name] ??= schemaOf(((whole['components'] as Node)['schemas'] as Node)[name]);
}

/** Where GitHub does something else than it describes. */
function amend(place: string, change: (node: Node) => Node): void {
  const steps = place.split('.');
  const last = steps.pop()!;
  const parent = steps.reduce<Node>((node, step) => node[step] as Node, {operations: described, schemas} as Node);
  parent[last] = change(parent[last] as Node);
}
const nullable = (node: Node): Node => ({anyOf: [node, {type: 'null'}]});
// A pull request outlives the fork that it came from. Source: https://docs.github.com/en/graphql/reference/objects#pullrequest, headRepository
for (const name of ['pull-request', 'pull-request-simple']) amend(`schemas.${name}.properties.head.properties.repo`, nullable);
amend('schemas.pull-request.properties.head.properties.user', nullable);
// The date is a search with operators and ranges. Source: https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-repository
for (const route of ['runs', 'workflows/{workflow_id}/runs']) amend(`operations.GET /repos/{owner}/{repo}/actions/${route}.query.created`, () => ({type: 'string'}));

/** One entry a line, so that a change of the description can be read as a difference. */
const lines = (entries: Node): string => `{\n${Object.keys(entries).sort().map(key => `    ${JSON.stringify(key)}: ${JSON.stringify(entries[key])}`).join(',\n')}\n  }`;
const target = join(import.meta.dirname, '../packages/testkit/src/github/description');
writeFileSync(join(target, 'github.json'), `{
  "source": "@octokit/openapi ${version}, api.github.com.json",
  "operations": ${lines(described)},
  "schemas": ${lines(schemas)}
}
`);

interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body: unknown;
  readonly response: unknown;
}
const scenario = JSON.parse(readFileSync(require.resolve('@octokit/fixtures/scenarios/api.github.com/branch-protection/normalized-fixture.json'), 'utf8')) as Recorded[];
const exchanges = scenario.map(({method, path, status, body, response}) => ({
  method: method.toUpperCase(), path, status, ...(body !== '' && {body}), ...(response !== '' && {response}),
}));
writeFileSync(join(target, 'branch-protection.json'), `${JSON.stringify({source: `@octokit/fixtures ${fixturesVersion}, branch-protection`, exchanges}, undefined, 2)}\n`);
console.log(`${operations.length} operations, ${Object.keys(schemas).length} schemas, ${exchanges.length} recorded exchanges`);
