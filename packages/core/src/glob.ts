import picomatch from 'picomatch';

const compiled = new Map<string, (path: string) => boolean>();

/**
 * A test for one or several globs over POSIX paths: `*`, `**`, `?`, `[…]`, `{a,b}`; a leading `!` excludes what came before; dot files match.
 * Compiled once a process. Source: picomatch.
 */
export function glob(patterns: string | readonly string[]): (path: string) => boolean {
  const list = typeof patterns === 'string' ? [patterns] : patterns;
  const key = list.join('\n');
  let test = compiled.get(key);
  if (!test) {
    const steps = list.map(pattern => ({
      excludes: pattern.startsWith('!'),
      matches: picomatch(pattern.replace(/^!/, ''), {dot: true, nonegate: true}),
    }));
    const none = steps.every(step => step.excludes) && steps.length > 0;
    test = path => steps.reduce((included, step) => (step.matches(path) ? !step.excludes : included), none);
    compiled.set(key, test);
  }
  return test;
}
