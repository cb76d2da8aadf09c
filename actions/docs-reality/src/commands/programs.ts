const list = (names: string): ReadonlySet<string> => new Set(names.split(/\s+/).filter(name => name !== ''));

/** Programs by which a line is taken for a command where nothing else says so. `./` stands for any path that begins so. */
export const knownPrograms = list(`
  ./ npm npx pnpm pnpx yarn bun bunx node deno corepack lerna turbo nx nvm fnm make gmake just cargo rustup go task rake bundle gem rails ruby
  python python2 python3 py pip pip3 pipx uv uvx poetry pdm hatch rye pixi tox nox pytest conda mamba pipenv virtualenv pre-commit composer php dotnet
  mvn gradle cmake ctest ninja bash sh zsh source . sudo env export cd pushd popd mkdir cp mv rm ls cat echo touch tar unzip chmod ln curl wget git gh act
  docker docker-compose podman kubectl helm terraform brew apt apt-get yum dnf mise asdf direnv set
`);

/** Words of a sentence. A line that has one of them is no command unless its block says that it is a shell's. */
export const proseWords = list('the a an you your is are that this these it its to of sure for and or in with when if then we will can should any');

/** Clients and tools that make a project of the reader's own out of their first words: what follows in that folder is not about this repository. */
const PROJECT_MAKERS: readonly (readonly [RegExp, RegExp])[] = [
  [/^npm$/, /^(?:init|innit|create|c)$/],
  [/^(?:pnpm|yarn|bun)$/, /^(?:init|create)$/],
  [/^(?:npx|bunx|pnpx)$/, /^(?:create-.*|@[^/]+\/create.*|degit|tiged|giget|.*\/cli(?:@.*)?|nuxi.*|express-generator)$/],
  [/^(?:cargo|uv|poetry|hatch|pdm|rye|pixi)$/, /^(?:new|init)$/],
  [/^(?:rails|ng|dotnet|mix|nest|laravel|hugo|jekyll|mdbook|ionic|symfony|wp|meteor|expo|react-native|flutter|vue|nuxi)$/, /^(?:new|create|init|scaffold)$/],
  [/^(?:django-admin|scrapy)$/, /^startproject$/],
  [/^composer$/, /^(?:create-project|init)$/],
  [/^deno$/, /^init$/],
  [/^git$/, /^init$/],
  [/^gh$/, /^repo$/],
  [/^(?:cookiecutter|copier|degit|tiged|create-.*|yo|virtual-dummy)$/, /(?:)/],
];

/** Whether the command makes a project of the reader's own. In: the program and its first word that is no option. */
export function makesProject(program: string, first: string): boolean {
  return PROJECT_MAKERS.some(([maker, verb]) => maker.test(program) && verb.test(first));
}

/** Wrappers that run the rest of the line, with their options that take a value. */
export const wrappers: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['sudo', list('-u -g -h -p -C -D -R -T --user --group')],
  ['doas', list('-u')],
  ['env', list('-u -C -S')],
  ['time', list('-f -o')],
  ['nice', list('-n')],
  ['nohup', list('')],
  ['exec', list('-a')],
  ['command', list('')],
  ['builtin', list('')],
  ['winpty', list('')],
  ['xvfb-run', list('-n -s')],
  ['corepack', list('')],
  ['cross-env', list('')],
]);

/** Wrappers that run a program of the project: the first words that say so, with the options that take a value. */
export const runners: ReadonlyMap<string, {readonly verb: RegExp; readonly values: ReadonlySet<string>}> = new Map([
  ['uv', {verb: /^run$/, values: list(`--with --with-editable --with-requirements --extra --group --only-group --no-group --python -p --package
    --project --directory --env-file --index --index-url --exclude-newer --color`)}],
  ['poetry', {verb: /^run$/, values: list('-C --directory -P --project')}],
  ['pipenv', {verb: /^run$/, values: list('')}],
  ['pdm', {verb: /^run$/, values: list('-p --project')}],
  ['rye', {verb: /^run$/, values: list('--pyproject')}],
  ['pixi', {verb: /^run$/, values: list('-e --environment --manifest-path')}],
  ['bundle', {verb: /^exec$/, values: list('')}],
  ['npx', {verb: /^/, values: list('-p --package -c --call')}],
  ['bunx', {verb: /^/, values: list('-p --package')}],
  ['pnpm', {verb: /^exec$/, values: list('')}],
  ['yarn', {verb: /^exec$/, values: list('')}],
  ['direnv', {verb: /^exec$/, values: list('')}],
]);

/** Programs behind which another machine or container answers. */
export function leavesMachine(program: string, words: readonly string[]): boolean {
  if (program === 'ssh' || program === 'telnet') return true;
  if (program === 'vagrant') return words.includes('ssh');
  if (program === 'docker' || program === 'podman' || program === 'kubectl') {
    return words.some(word => word === 'run' || word === 'exec') && words.some(word => /^-\w*[it]\w*$/.test(word) || word === '--interactive' || word === '--tty');
  }
  return false;
}
