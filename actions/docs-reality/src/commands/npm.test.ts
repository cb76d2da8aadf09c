import {describe, expect, test} from '@jest/globals';
import {commandsInSpan} from './commands.ts';
import {projectOf, resolved, told} from './project.testing.ts';
import {resolve} from './resolve.ts';

const json = (value: unknown): string => JSON.stringify(value, undefined, 2);
const project = projectOf({
  'package.json': json({name: 'root', workspaces: ['packages/*'], scripts: {build: 'x', 'create-package': 'x', start: 'x', test: 'x',
  'lint:fix': 'x'}, devDependencies: {jest: '1', '@scope/tool': '1', 'release-it': '1'}}),
  'packages/a/package.json': json({name: '@me/a', scripts: {dev: 'x', 'a:only': 'x'}}),
  'packages/b/package.json': json({name: 'b', scripts: {watch: 'x'}}),
  'packages/a/README.md': '',
  'apps/web/package.json': json({name: 'web', scripts: {dev: 'x'}}),
  'apps/web/server.js': '',
  'turbo.json': '{\n  // tasks\n  "tasks": {"ship": {},},\n}',
}, {repository: 'me/tool'});

describe('npm', () => {
  test.each([
    ['npm run build', 'exists'],
    ['npm run --silent build -- --watch', 'exists'],
    ['npm test', 'exists'], ['npm t', 'exists'], ['npm start', 'exists'], ['npm restart', 'exists'],
    ['npm run', ''], ['npm install', ''], ['npm ci', ''], ['npm inst', ''], ['npm run nothing --if-present', ''],
    ['npm run creat-package', 'missing: npm script "creat-package"'],
    ['npm stop', 'missing: npm script "stop"'],
    ['npm run toString', 'missing: npm script "toString"'],
    ['npm bootstrap', 'missing: npm command "bootstrap"'],
    ['npm notice created a lockfile', ''],
    ['npm run <script>', 'unknown: placeholder'], ['npm run foo', 'unknown: placeholder'], ['npm run SCRIPT', 'unknown: placeholder'], ['npm run $X', 'unknown: computed'],
    ['npm run my-script', 'unknown: placeholder'],
    ['npm run dev -w @me/a', 'exists'], ['npm run dev --workspace=packages/a', 'exists'], ['npm run watch -w a', 'missing: npm script "watch"'],
    ['npm run dev -w gone', 'missing: workspace package "gone"'],
    ['npm run watch --workspaces', 'exists'], ['npm run gone -ws', 'missing: npm script "gone"'],
    ['npm --prefix packages/b run watch', 'exists'], ['npm run build --prefix packages/b', 'missing: npm script "build"'],
    ['npm run x --prefix nowhere', 'unknown: other directory'],
    ['cd packages/b && npm run watch', 'exists'], ['cd packages/b && npm run dev', 'missing: npm script "dev"'],
    ['cd apps/web && npm start', 'exists'], ['cd apps/web && npm run start', 'missing: npm script "start"'],
    ['cd my-app && npm run dev', 'unknown: other directory'], ['npm init -y && npm run dev', 'unknown: made by the reader'],
    ['git clone https://github.com/you/tool && cd tool && npm run build', 'exists'],
    ['git clone https://github.com/you/tool && cd tool && npm run gone', 'missing: npm script "gone"'],
    ['git clone https://github.com/you/other && cd other && npm run gone', 'unknown: other repository'],
    ['cd tool && npm run gone', 'missing: npm script "gone"'],
    ['npm run dev', 'unknown: in another folder'],
  ])('%s: %s', (text, expected) => expect(told(project, text)).toBe(expected));

  test('a document in a package means the package or the root', () => {
    expect(told(project, 'npm run dev', 'packages/a/README.md')).toBe('exists');
    expect(told(project, 'npm run build', 'packages/a/README.md')).toBe('exists');
    expect(told(project, 'npm run watch', 'packages/a/README.md')).toBe('unknown: in another folder');
    expect(told(project, 'npm run gone', 'packages/a/README.md')).toBe('missing: npm script "gone"');
  });

  test('a package outside a workspace may be meant', () => {
    const apart = projectOf({'package.json': json({scripts: {}}), 'site/package.json': json({scripts: {dev: 'x'}})});
    expect(told(apart, 'npm run dev')).toBe('unknown: in another folder');
  });

  test('says where it stands, where it looked and what is near', () => {
    expect(resolved(project, 'cd .\nnpm run create-pakage')).toEqual([{
      state: 'missing', what: 'npm script "create-pakage"', lookedIn: 'package.json', suggestion: {name: 'create-package', path: 'package.json', line: 8},
      rule: 'cmd.npm', span: {line: 2, column: 9, length: 13},
    }]);
    expect(resolved(project, 'npm create-package')[0]).toMatchObject({suggestion: {name: 'run create-package'}});
  });

  test('a package.json that cannot be read makes nothing missing', () => {
    expect(told(projectOf({'package.json': '{"scripts": {'}), 'npm run x1; npm run -ws x1; yarn build:x1')).toBe('unknown: manifest unreadable, unknown: manifest unreadable, unknown: manifest unreadable');
  });

  test('without a package.json nothing is missing', () => expect(told(projectOf({'README.md': ''}), 'npm run x1; yarn build; pnpm build; npm bootstrap')).toBe('unknown: no manifest, unknown: no manifest, unknown: no manifest, unknown: no manifest'));

  test('a command in a sentence may speak of another package of the workspace', () => {
    const inSpan = (text: string): readonly string[] => commandsInSpan(text, 1, 1).flatMap(command => resolve(command, project, 'CONTRIBUTING.md')).map(({state}) => state);
    expect(inSpan('npm run dev')).toEqual(['unknown']);
    expect(inSpan('npm run nowhere')).toEqual(['missing']);
    expect(inSpan('npm downloads')).toEqual(['unknown']);
    expect(inSpan('npm build')).toEqual(['missing']);
  });

  test('the guide of a published package speaks of projects that use it', () => {
    const published = projectOf({'package.json': json({name: 'x', version: '1.0.0', scripts: {build: 'x'}}), 'sub/a': ''});
    expect(told(published, 'npm run preview', 'docs/guide/deploy.md')).toBe('unknown: made by the reader');
    expect(told(published, 'cd sub && npm run preview', 'docs/guide/deploy.md')).toBe('missing: npm script "preview"');
    expect(told(published, 'npm run preview', 'docs/contributing.md')).toBe('missing: npm script "preview"');
    expect(told(published, 'npm run preview', 'README.md')).toBe('missing: npm script "preview"');
    expect(told(projectOf({'package.json': json({private: true, scripts: {}})}), 'npm run preview', 'docs/guide/deploy.md')).toBe('missing: npm script "preview"');
    expect(told(published, 'npm run preview', 'blog/2020/new.md')).toBe('unknown: hypothetical');
  });

  test('a tool of that trade shows scripts of others', () => {
    const tool = projectOf({'package.json': json({name: 'lerna', bin: {lerna: 'x.js'}, scripts: {}})});
    expect(told(tool, 'npm run watch1; lerna run watch1')).toBe('unknown: own program, unknown: own program');
    expect(told(tool, 'npm run watch1; lerna run watch1', 'CONTRIBUTING.md')).toBe('missing: npm script "watch1", unknown: own program');
  });
});

describe('pnpm, yarn, bun', () => {
  test.each([
    ['pnpm build', 'exists'], ['pnpm run build', 'exists'], ['pnpm install', ''], ['pnpm run gone', 'missing: npm script "gone"'], ['pnpm jest', 'exists'],
    ['pnpm tool', 'exists'], ['pnpm whatever', 'unknown: maybe installed'], ['pnpm what:ever', 'missing: npm script "what:ever"'],
    ['pnpm build:gone', 'missing: npm script "build:gone"'], ['pnpm -r run watch', 'exists'], ['pnpm -r run gone', 'missing: npm script "gone"'],
    ['pnpm --filter @me/a dev', 'exists'], ['pnpm --filter a run dev', 'exists'], ['pnpm --filter a run watch', 'missing: npm script "watch"'],
    ['pnpm --filter ./packages/b watch', 'exists'],
    ['pnpm --filter gone dev', 'missing: workspace package "gone"'], ['pnpm --filter "a..." dev', 'exists'], ['pnpm --filter "x..." gone', 'unknown: computed'],
    ['pnpm -C packages/a dev', 'exists'], ['cd packages/a && pnpm -w build', 'exists'],
    ['yarn build', 'exists'], ['yarn', ''], ['yarn add x', ''], ['yarn bootstrap', 'missing: npm script "bootstrap"'], ['yarn release-it', 'exists'],
    ['yarn tsc', 'unknown: maybe installed'], ['yarn what:ever', 'missing: npm script "what:ever"'], ['yarn run lint:fix', 'exists'],
    ['yarn a:only', 'exists'], ['yarn workspace @me/a dev', 'exists'], ['yarn workspace b dev', 'missing: npm script "dev"'],
    ['yarn workspaces foreach -A run watch', 'exists'], ['yarn --cwd packages/b watch', 'exists'],
    ['bun run build', 'exists'], ['bun run --watch build', 'exists'], ['bun test', ''], ['bun run lint:gone', 'missing: npm script "lint:gone"'],
    ['bun run tsc', 'unknown: maybe installed'],
    ['lerna run watch', 'exists'], ['npx lerna run gone', 'missing: npm script "gone"'], ['turbo run ship dev', 'exists, exists'], ['turbo run gone', 'missing: turbo task "gone"'],
  ])('%s: %s', (text, expected) => expect(told(project, text)).toBe(expected));
});
