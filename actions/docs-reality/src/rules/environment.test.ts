import {describe, expect, test} from '@jest/globals';
import {judged} from '../check.fixture.ts';

const policy = {env: {documents: ['README.md', '.env.example'], sources: ['src/**', 'deploy/**'], ignore: ['LEGACY_*']}};

describe('env.undocumented', () => {
  test.each([
    ['a.ts', 'process.env.APP_PORT; process.env["APP_PORT"]'], ['a.py', 'os.environ["APP_PORT"]'], ['a.py', 'os.environ.get("APP_PORT", "1")'], ['a.py', 'os.getenv("APP_PORT")'], ['a.go', 'os.Getenv("APP_PORT")'], ['a.go', 'Port int `env:"APP_PORT"`'],
    ['a.rs', 'env::var("APP_PORT")'], ['a.rb', 'ENV.fetch("APP_PORT")'], ['a.java', 'System.getenv("APP_PORT")'], ['a.cs', 'Environment.GetEnvironmentVariable("APP_PORT")'], ['a.php', 'getenv("APP_PORT")'], ['a.sh', 'echo "${APP_PORT:-80}"'],
    ['compose.yml', 'ports: ["${APP_PORT}:80"]'], ['application.properties', 'server.port=${APP_PORT:8080}'], ['a.ts', 'const {APP_PORT, APP_HOST: host} = process.env;'], ['a.ts', 'import.meta.env.APP_PORT'], ['a.ps1', '$env:APP_PORT'],
  ])('src/%s: %s is read', async (name, source) => {
    const {wrong} = await judged('env.undocumented', {'README.md': 'x', [`src/${name}`]: source}, {policy});
    expect(wrong).toContainEqual(expect.stringContaining('APP_PORT'));
  });

  test('documented, common, ignored and a script\'s own variables hold', async () => {
    const tree = {'README.md': 'Set `APP_PORT` or\n\n```sh\nexport APP_HOST=x\n```', '.env.example': '# APP_KEY=\n', 'src/a.ts': 'process.env.APP_PORT + process.env.APP_HOST + process.env.APP_KEY + process.env.CI + process.env.LEGACY_X', 'src/b.sh': 'OWN_DIR=x\necho $OWN_DIR'};
    expect(await judged('env.undocumented', tree, {policy})).toMatchObject({state: 'held', wrong: []});
  });

  test('a near documented name is suggested', async () => {
    const {findings} = await judged('env.undocumented', {'README.md': '`SERVER_PROT`', 'src/a.ts': 'process.env.SERVER_PORT'}, {policy});
    expect(findings[0]?.fix).toBe('Did you mean SERVER_PROT (README.md:1)?');
  });

  test('off unless asked for', async () => {
    expect((await judged('env.undocumented', {'README.md': 'x', 'src/a.ts': 'process.env.APP_PORT'})).state).toBe('not-applicable');
  });

  test('a source that cannot be read makes both undecided', async () => {
    const tree = {'README.md': '`APP_X`', 'src/a.ts': {refusal: {code: 'too-large', why: 'big', fix: 'Exclude it.'}}} as const;
    expect((await judged('env.undocumented', tree, {policy})).state).toBe('undecided');
    expect((await judged('env.unused', tree, {policy})).state).toBe('undecided');
  });
});

describe('env.unused', () => {
  test('a documented name that the code does not have is broken', async () => {
    const {wrong} = await judged('env.unused', {'README.md': '| `APP_PORT` | `APP_OLD` |', 'src/a.ts': 'process.env.APP_PORT'}, {policy});
    expect(wrong).toEqual(['README.md:1:17 APP_OLD']);
  });

  test.each([['a list of names', 'const names = ["APP_OLD"];'], ['a settings class', 'APP_OLD: str = ""'], ['a chart', 'name: APP_OLD']])('%s counts as use', async (_, source) => {
    expect((await judged('env.unused', {'README.md': '`APP_OLD`', 'src/a.py': source}, {policy})).state).toBe('held');
  });

  test.each(['process.env[name]', 'os.environ.get(f"{prefix}_X")', 'os.getenv(key)', 'env_prefix = "APP_"', 'Object.entries(process.env)', 'viper.AutomaticEnv()', 'process.env[`APP_${x}`]'])('%s may read it', async source => {
    expect(await judged('env.unused', {'README.md': '`APP_OLD`', 'src/a.py': source}, {policy})).toMatchObject({wrong: [], doubts: ['the code puts names of variables together']});
  });

  test('a computed name with another beginning cannot be it', async () => {
    expect((await judged('env.unused', {'README.md': '`APP_OLD`', 'src/a.ts': 'process.env[`DB_${x}`]'}, {policy})).wrong).toEqual(['README.md:1:2 APP_OLD']);
  });
});
