import {expect, test} from '@jest/globals';
import {inLinearTime} from '#testkit';
import {withoutShownCode} from './shown-code.ts';

test('keeps the place of everything else', () => {
  const text = 'a\r\n{% highlight sh %}\r\n[x](y.md)\r\n{% endhighlight %} b\n{% comment %}c{% endcomment %}\n[z](z.md)';
  const shown = withoutShownCode(text, 'jekyll');
  expect([shown.length, shown.split('\n').map(line => line.trim())]).toEqual([text.length, ['a', '', '', 'b', '', '[z](z.md)']]);
  expect(withoutShownCode(text, 'hugo')).toBe(text);
  expect(withoutShownCode(text, undefined)).toBe(text);
});

test('what is not closed hides nothing, and not what is closed behind it', () => {
  expect(withoutShownCode('{% highlight sh %}\n[z](z.md)', 'jekyll')).toBe('{% highlight sh %}\n[z](z.md)');
  expect(withoutShownCode('{% comment %}\n[z](z.md)\n{% highlight sh %}x{% endhighlight %}', 'jekyll').trimEnd()).toBe('{% comment %}\n[z](z.md)');
});

test.each(['{% highlight a %}\n', '{% comment %}\n', '{% comment %}{% endcomment', '{%\n', '{% highlight ', '{% end', ' '])('a hundred thousand of %j are read in linear time', piece =>
  inLinearTime(100_000, size => `{% highlight x %}\n${piece.repeat(size)}`, text => withoutShownCode(text, 'jekyll')));
