import {expect, test} from '@jest/globals';

test('no code is made from text to read a configuration', async () => {
  const made: unknown[] = [];
  const original = globalThis.Function;
  globalThis.Function = new Proxy(original, {
    construct(target, parts) {
      made.push(parts);
      return Reflect.construct(target, parts) as object;
    },
  });
  try {
    const {readConfiguration} = await import('./index.ts');
    expect(readConfiguration(new Map([['.github/shipgate.yml', 'version: 1\ngates: {tests: {run: "true"}}\n']]), []).gates).toHaveLength(1);
    expect(made).toEqual([]);
  } finally {
    globalThis.Function = original;
  }
});
