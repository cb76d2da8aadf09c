import {Lexer, Parser, type Expr} from '@actions/expressions';
import {Binary, ContextAccess, FunctionCall, Grouping, IndexAccess, Literal, Logical, Star, Unary} from '@actions/expressions/ast';

import type {Expression} from './expression.ts';

/**
 * Parses an expression, without `${{ }}`. Functions that are not known yet are taken for functions, so that a new one of GitHub's is no error. Throws an
 * Error with the reason for everything else that GitHub would refuse.
 */
export function parseExpression(source: string): Expression {
  const {tokens} = new Lexer(source).lex();
  const words = tokens.map(token => token.lexeme);
  const named = (follows: (next: string | undefined) => boolean): readonly string[] => [...new Set(words.filter((word, i) => /^[A-Za-z_]/.test(word) && follows(words[i + 1])))];
  const functions = named(next => next === '(').map(name => ({name, minArgs: 0, maxArgs: 255}));
  const parsed: Expr | undefined = new Parser(tokens, [...named(next => next !== '(')], functions).parse();
  if (parsed === undefined) throw new Error('the expression is empty');
  return convert(parsed);
}

const star = {kind: 'other', inner: [], text: '*'} as const;

function convert(node: Expr): Expression {
  if (node instanceof Grouping) return convert(node.group);
  if (node instanceof Literal) {
    // The null of the library has no value.
    const value = 'value' in node.literal ? node.literal.value as string | number | boolean : null;
    return {kind: 'literal', value, text: typeof value === 'string' ? `'${value}'` : String(value)};
  }
  if (node instanceof ContextAccess) {
    const name = node.name.lexeme.toLowerCase();
    return {kind: 'path', path: [name], text: name};
  }
  if (node instanceof IndexAccess) {
    const whole = convert(node.expr);
    const index = node.index instanceof Star ? star : convert(node.index);
    if (whole.kind !== 'path' || index.kind !== 'literal') return {kind: 'other', inner: [whole, index], text: `${whole.text}[${index.text}]`};
    const [first, ...rest] = whole.path;
    const path = [first, ...rest, String(index.value).toLowerCase()] as const;
    return {kind: 'path', path, text: path.join('.')};
  }
  if (node instanceof FunctionCall) {
    const name = node.functionName.lexeme.toLowerCase();
    const args = node.args.map(convert);
    return {kind: 'call', name, args, text: `${name}(${args.map(arg => arg.text).join(', ')})`};
  }
  if (node instanceof Unary) {
    const of = convert(node.expr);
    return {kind: 'not', of, text: `!${of.text}`};
  }
  if (node instanceof Logical) {
    const args = node.args.map(convert);
    return {kind: node.operator.lexeme === '&&' ? 'and' : 'or', args, text: `(${args.map(arg => arg.text).join(` ${node.operator.lexeme} `)})`};
  }
  if (node instanceof Binary) {
    const [left, right] = [convert(node.left), convert(node.right)];
    return {kind: 'compare', operator: node.operator.lexeme, left, right, text: `(${left.text} ${node.operator.lexeme} ${right.text})`};
  }
  return star;
}
