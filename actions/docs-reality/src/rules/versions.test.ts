import {describe, expect, test} from '@jest/globals';
import {judged} from '../check.fixture.ts';

const manifest = '{"name": "@octo/app", "version": "2.3.1", "engines": {"node": ">=20.12"}}';
const history = {remotes: ['octo/app'], tags: ['v1.0.0', 'v2.0.0', 'v2.3.1']};

describe('version.drift', () => {
  test.each(['`npm i @octo/app@2.3.1`', '`npx @octo/app@2`', '`npm i @octo/app@^2.3`', '`npm i @octo/app@latest`', '`npm i other@1.0.0`', '`uses: octo/app@v2`', 'Node.js 20 or later'])('%s holds or is no claim', async text => {
    expect((await judged('version.drift', {'package.json': manifest, 'README.md': text}, {history})).wrong).toEqual([]);
  });

  test.each([['`npm i @octo/app@2.0.0`', '@octo/app@2.0.0', '2.3.1'], ['`npx @octo/app@1 x`', '@octo/app@1', '2.3.1'], ['`uses: octo/app@v1`', 'octo/app@v1', 'v2'], ['Needs Node.js 18 or later.', 'Node.js@18', '20']])('%s is old', async (text, key, expected) => {
    const {state, findings} = await judged('version.drift', {'package.json': manifest, 'README.md': text}, {history});
    expect({state, key: findings[0]?.key, expected: findings[0]?.expected}).toEqual({state: 'broken', key, expected});
  });

  test('a tree of packages shows what was installed somewhere', async () => {
    const text = '```sh\n$ npm list\napp@ /path\n├── @octo/app@2.0.0\n│   └── @octo/app@1.0.0\n`-- @octo/app@1.0.0\n```\n\n```sh\nnpm i @octo/app@1.0.0\n```';
    expect((await judged('version.drift', {'package.json': manifest, 'README.md': text}, {history})).wrong).toEqual(['README.md:10:17 @octo/app@1.0.0']);
  });

  test('pins of Python and of pyproject', async () => {
    expect((await judged('version.drift', {'pyproject.toml': '[project]\nname = "octo_app"\nversion = "1.4"\n', 'README.md': '```sh\npip install octo-app==1.2.0\n```'})).wrong).toEqual(['README.md:2:23 octo-app@1.2.0']);
  });

  test('a version that a tool owns, a later one, and no tags are not told', async () => {
    expect((await judged('version.drift', {'package.json': '{"name": "app", "version": "0.0.0-development"}', 'README.md': '`npm i app@1.0.0`'})).doubts).toEqual(['no manifest says which version this is']);
    expect((await judged('version.drift', {'package.json': manifest, 'README.md': '`npm i @octo/app@9.0.0`'})).doubts).toEqual(['it is later than the current version']);
    expect((await judged('version.drift', {'action.yml': 'runs: {using: node24}', 'README.md': '`uses: octo/app@v1`'}, {history: {remotes: ['octo/app']}})).doubts).toEqual(['there are no tags to compare with']);
  });

  test('examples and histories are no claims', async () => {
    expect((await judged('version.drift', {'package.json': manifest, 'README.md': 'For example `@octo/app@1.0.0`.', 'CHANGELOG.md': '`@octo/app@1.0.0`'})).wrong).toEqual([]);
  });
});
