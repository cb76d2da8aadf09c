import {describe, expect, test} from '@jest/globals';
import {inLinearTime} from '#testkit';
import {commandsOf, plainWords} from './shell-commands.ts';

const said = (script: string): readonly string[] => commandsOf(script).map(({words, tolerated}) => `${words.join(' ')}${tolerated ? ' (tolerated)' : ''}`);

describe('commandsOf', () => {
  test.each([
    ['npm test', ['npm test']],
    ['npm ci && npm test; npm run lint', ['npm ci', 'npm test', 'npm run lint']],
    ['FOO=1 BAR="a b" sudo npm publish', ['npm publish']],
    ['if ! npm test; then exit 1; fi', ['npm test', 'exit 1', 'fi']],
    ['gh release upload \\\n  v1 file', ['gh release upload v1 file']],
    ['gh release upload \\\r\n  v1 file', ['gh release upload v1 file']],
    ['# npm publish\nnpm test # npm publish', ['npm test']],
    ['cat <<EOF > x\nnpm publish\nEOF\nnpm test', ['cat > x', 'npm test']],
    ["cat <<-'EOF'\nnpm publish\n\tEOF\nnpm test", ['cat', 'npm test']],
    ['echo "npm publish && npm test"', ['echo npm publish && npm test']],
    ['deploy ${{ inputs.a && \'b\' }}/x | tee log', ['deploy ${{ inputs.a && \'b\' }}/x', 'tee log']],
    ['npm test || true', ['npm test (tolerated)', 'true']],
    ['npm test || echo failed', ['npm test (tolerated)', 'echo failed']],
    ['npm test || exit 0', ['npm test (tolerated)', 'exit 0']],
    ['npm test || exit 1', ['npm test', 'exit 1']],
    ['', []], ['FOO=1', []],
  ])('%j', (script, expected) => expect(said(script)).toEqual(expected));

  test.each(['<<', '<<A\n', '${{', '"', '\\', '|| ', '#\n', '('])('%j many times is read in linear time', part => inLinearTime(200_000, size => part.repeat(size), commandsOf));
});

test('options and their values are no plain words', () => expect(plainWords(['npm', '-w', 'app', 'publish', '--access', 'public'])).toEqual(['publish', 'public']));
