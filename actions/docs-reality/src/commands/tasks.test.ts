import {describe, expect, test} from '@jest/globals';
import {projectOf, resolved, told} from './project.testing.ts';

const project = projectOf({
  'Taskfile.yml': 'version: "3"\nincludes:\n  docs: ./docs\n  far: https://host/Taskfile.yml\n  flat:\n    taskfile: ./flat.yml\n    flatten: true\ntasks:\n  build:\n    aliases: [b]\n  "run:*":\n    cmds: []\n',
  'docs/Taskfile.yaml': 'tasks:\n  html: x\n', 'flat.yml': 'tasks:\n  flattened: x\n',
  'deno.jsonc': '{\n  // why\n  "tasks": {"dev": "x", /* y */ "lint": "z",},\n}', 'composer.json': '{"scripts": {"cs": "x"}}',
  'compose.yaml': 'services:\n  web: {}\n  db: {}\n', 'compose.extra.yaml': 'services:\n  extra: {}\n', 'deploy/compose.yml': 'services:\n  api: {}\n',
  'deploy/joined.yml': 'include: [x.yml]\nservices: {}\n',
  'scripts/x.sh': '', 'scripts/x.js': '', 'src/App/App.csproj': '', 'cmd/tool/main.go': '', 'pkg/deep/a.go': '', 'pkg/doc.md': '', 'go.mod': 'module example.com/me/tool\n',
  '.github/workflows/release.yml': 'name: Ship it\non: push\n', '.github/workflows/test.yaml': 'on: push\n',
}, {ignored: path => path.startsWith('scripts/made')});

describe('tasks of other runners', () => {
  test.each([
    ['task build', 'exists'], ['task b', 'exists'], ['task run:anything', 'exists'], ['task docs:html', 'exists'], ['task docs:gone', 'missing: task "docs:gone"'],
    ['task far:x', 'unknown: manifest unreadable'], ['task flattened', 'exists'],
    ['task biuld X=1', 'missing: task "biuld"'], ['task --list', ''], ['task -d docs html', 'exists'],
    ['deno task dev', 'exists'], ['deno task gone', 'missing: deno task "gone"'], ['deno run scripts/x.js', 'exists'],
    ['composer run cs', 'exists'], ['composer install', ''], ['composer run-script gone', 'missing: composer script "gone"'], ['composer gone', 'unknown: maybe installed'],
    ['docker compose up -d web', 'exists'], ['docker compose run --rm db psql', 'exists'], ['docker-compose logs -f webb', 'missing: compose service "webb"'],
    ['docker compose -f deploy/compose.yml up api', 'exists, exists'],
    ['docker compose up extra', 'unknown: in another folder'], ['docker compose -f deploy/gone.yml up api', 'missing: file "deploy/gone.yml"'],
    ['docker compose -f deploy/joined.yml up x1', 'exists, unknown: computed'], ['docker build .', ''],
    ['./scripts/x.sh', 'exists'], ['bash scripts/y.sh', 'missing: file "scripts/y.sh"'], ['node scripts/x.js --flag', 'exists'], ['node dist/x.js', 'unknown: build output'],
    ['bash scripts/made.sh', 'unknown: build output'],
    ['dotnet run --project src/App/App.csproj', 'exists'], ['dotnet run --project src/Gone/Gone.csproj', 'missing: file "src/Gone/Gone.csproj"'], ['bash -c "x"', ''],
    ['node -e "x"', ''],
  ])('%s: %s', (text, expected) => expect(told(project, text)).toBe(expected));
});

describe('go', () => {
  test.each([
    ['go run ./cmd/tool -x ./y', 'exists'], ['go test ./...', 'exists'], ['go test ./pkg/...', 'exists'],
    ['go test ./pkg/deep ./pkg/gone', 'exists, missing: Go package "./pkg/gone"'], ['go build ./pkg', 'unknown: computed'],
    ['go run ./gone', 'unknown: made by the reader'], ['go install example.com/me/tool/cmd/tool@latest', 'exists'],
    ['go install example.com/me/tool/cmd/toll@latest', 'missing: Go package "cmd/toll"'], ['go install example.com/you/x@latest', ''], ['go mod tidy', ''],
  ])('%s: %s', (text, expected) => expect(told(project, text)).toBe(expected));
});

describe('workflows', () => {
  test.each([
    ['gh workflow run release.yml -f x=1', 'exists'], ['gh workflow run "ship it"', 'exists'], ['gh run list --workflow=test.yaml', 'exists'],
    ['gh workflow run gone.yml', 'missing: workflow "gone.yml"'],
    ['gh workflow run -R other/repo gone.yml', ''], ['gh workflow run 123', 'unknown: no manifest'], ['gh workflow run <id>', 'unknown: placeholder'], ['gh pr list', ''],
  ])('%s: %s', (text, expected) => expect(told(project, text)).toBe(expected));

  test('suggests the nearest file', () => expect(resolved(project, 'gh workflow run test.yml')[0]).toMatchObject({suggestion: {name: 'test.yaml', path: '.github/workflows/test.yaml'}}));
});
