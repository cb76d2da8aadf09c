import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {inLinearTime} from '#testkit';
import {tokensOf} from './words.ts';
import type {Shell, SourceLine} from './words.ts';

const linesOf = (text: string): readonly SourceLine[] => text.split('\n').map((line, index) => ({text: line, line: index + 1, column: 1}));

/** Words in doubt are marked by a question mark behind them. */
const split = (text: string, shell: Shell = 'posix'): readonly string[] => tokensOf(linesOf(text), shell).map(token => 'word' in token ? `${token.word.text}${token.word.doubt ? '?' : ''}` : 'comment' in token ? `# ${token.comment}` : token.operator);

describe('shell words', () => {
  test.each([
    ['npm run build', ['npm', 'run', 'build']],
    ['echo "a b" \'c d\' e\\ f', ['echo', 'a b', 'c d', 'e f']],
    ['a && b || c; d | e & f', ['a', '&&', 'b', '||', 'c', ';', 'd', '|', 'e', '&', 'f']],
    ['npm run x # why', ['npm', 'run', 'x', '# why']],
    ['npm run a#b', ['npm', 'run', 'a#b']],
    ['npm run \\\n  build', ['npm', 'run', 'build']],
    ['make a\nmake b', ['make', 'a', '\n', 'make', 'b']],
    ['echo hi > out.txt 2>&1', ['echo', 'hi']],
    ['sort < in.txt >> out', ['sort']],
    ['cat <<EOF > x\nnpm run inside\nEOF\nnpm run after', ['cat', '\n', 'npm', 'run', 'after']],
    ['cat <<-\'END\'\nnpm run inside\n', ['cat', '\n']],
    ['npm run <name>', ['npm', 'run', '<name>?']],
    ['npm run [name] {x} $Y ${Z} $(date) `date` a* …', ['npm', 'run', '[name]?', '{x}?', '$Y?', '${Z}?', '$(date)?', '`date`?', 'a*?', '…?']],
    ['npm run x ...', ['npm', 'run', 'x', '...?']],
    ['go test ./...', ['go', 'test', './...']],
    ['echo \'$HOME\' "$HOME"', ['echo', '$HOME', '$HOME?']],
    ['(cd a && b)', ['(', 'cd', 'a', '&&', 'b', ')']],
    ['echo don\'t', ['echo', 'don\'t?']],
    ['echo $(unclosed', ['echo', '$(unclosed?']],
  ])('%j', (text, words) => expect(split(text)).toEqual(words));

  test('each shell has its own continuation and quotes', () => {
    expect(split('npm run `\n build', 'powershell')).toEqual(['npm', 'run', 'build']);
    expect(split('.\\gradlew build', 'powershell')).toEqual(['.\\gradlew', 'build']);
    expect(split('npm run ^\n build %X% it\'s', 'cmd')).toEqual(['npm', 'run', 'build', '%X%?', 'it\'s']);
  });

  test('words know where they stand', () => {
    const tokens = tokensOf([{text: 'npm run \\', line: 7, column: 3}, {text: '  "my build" x', line: 8, column: 3}], 'posix');
    expect(tokens.map(token => 'word' in token && token.word.span)).toEqual([
      {line: 7, column: 3, length: 3}, {line: 7, column: 7, length: 3}, {line: 8, column: 5, length: 10}, {line: 8, column: 16, length: 1},
    ]);
  });
});

const hostile = fc.array(fc.constantFrom('a', ' ', '\n', '"', '\'', '`', '\\', '$', '$(', '${', '(', ')', '{', '}', '<', '<<E', '>', '|', '&', ';', '#', '^', '%', '…', 'E', 'cd '), {maxLength: 200}).map(parts => parts.join(''));

test('any text is split, and every word lies within its line', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), hostile), fc.constantFrom<Shell>('posix', 'powershell', 'cmd'), (text, shell) => {
    const lines = linesOf(text);
    for (const token of tokensOf(lines, shell)) {
      if (!('word' in token)) continue;
      const {line, column, length} = token.word.span;
      expect(column - 1 + length).toBeLessThanOrEqual(lines[line - 1]!.text.length);
      expect(length).toBeGreaterThan(0);
    }
  }), {numRuns: 500});
});

test.each(['"', '\'', '`', '$(', '${', '(', '<a', '<<E ', '\\\n', '{', '"\\', '$("', '"\'`'])('a hundred thousand of %j are read in linear time', piece => inLinearTime(100_000, size => piece.repeat(size), split));
