import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {type Json, canonicalJson, jsonOf} from './json.ts';

/** Source: RFC 8785, appendix B: the IEEE 754 bits of a number and how it is written. */
const numbers: readonly (readonly [string, string])[] = [
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
];

describe('canonicalJson', () => {
  test.each(numbers)('the number with the bits %s is %s', (bits, text) => {
    const view = new DataView(new ArrayBuffer(8));
    view.setBigUint64(0, BigInt(`0x${bits}`));
    expect(canonicalJson(view.getFloat64(0))).toBe(text);
  });

  test('members are sorted by UTF-16 code units (RFC 8785, 3.2.3)', () => {
    const value = {'€': 'Euro Sign', '\r': 'Carriage Return', '\uFB33': 'Hebrew Letter Dalet With Dagesh', '1': 'One', '😀': 'Emoji: Grinning Face', '\u0080': 'Control',
      'ö': 'Latin Small Letter O With Diaeresis'};
    expect(Object.values(JSON.parse(canonicalJson(value)) as object)).toHaveLength(7);
    expect([...canonicalJson(value).matchAll(/:"([^"]+)"/g)].map(match => match[1])).toEqual([
      'Carriage Return', 'One', 'Control', 'Latin Small Letter O With Diaeresis', 'Euro Sign', 'Emoji: Grinning Face', 'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  test('strings are escaped as little as can be (RFC 8785, 3.2.2.2)', () => {
    expect(canonicalJson('€$\u000F\nA\'B"\\\\"/')).toBe('"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"');
    expect(canonicalJson('\b\t\f\r\u0000\u001f\u007f\u2028')).toBe('"\\b\\t\\f\\r\\u0000\\u001f\u007f\u2028"');
  });

  test('no white space, lists in their order, literals', () => {
    expect(canonicalJson({b: [3, 1, {}], a: {d: null, c: true}, '': false})).toBe('{"":false,"a":{"c":true,"d":null},"b":[3,1,{}]}');
  });

  test.each<[string, unknown]>([
    ['NaN', NaN], ['Infinity', Infinity], ['a lone surrogate', '\ud800'], ['a lone surrogate in a list', ['\udead']], ['a lone surrogate as key', {'\ud800': 1}],
    ['undefined', undefined], ['an undefined member', {a: undefined}], ['a function', () => 1], ['a bigint', 1n], ['a symbol', Symbol('s')],
  ])('%s has no place in it', (_, value) => {
    expect(() => canonicalJson(value as Json)).toThrow(TypeError);
  });

  test('reads back as the same value, and does not depend on the order of members', () => {
    const json = fc.jsonValue({noUnicodeString: false}).map(value => JSON.parse(JSON.stringify(value).toWellFormed()) as Json);
    fc.assert(fc.property(json, value => {
      let text: string;
      try {
        text = canonicalJson(value);
      } catch {
        fc.pre(false);
        return;
      }
      expect(JSON.parse(text)).toEqual(value);
      expect(canonicalJson(JSON.parse(text) as Json)).toBe(text);
      const turned = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).reverse()) as Json : value;
      expect(canonicalJson(turned)).toBe(text);
    }));
  });
});

describe('jsonOf', () => {
  test('leaves out what is undefined, at every depth, and writes dates', () => {
    expect(jsonOf({a: undefined, b: [undefined, {c: undefined, d: new Date(0)}], e: null})).toEqual({b: [null, {d: '1970-01-01T00:00:00.000Z'}], e: null});
  });
  test('refuses what is not JSON', () => {
    for (const value of [() => 1, 1n, Symbol('s'), undefined]) expect(() => jsonOf(value)).toThrow(TypeError);
  });
});
