/**
 * Regular expressions that policy names, matched in linear time: a policy of a pull request is a stranger's, and JavaScript's own engine takes
 * exponential time for some of them. Thompson's construction, run as Pike's machine. Source: R. Cox, "Regular Expression Matching: the Virtual Machine
 * Approach", https://swtch.com/~rsc/regexp/regexp2.html. Syntax: that of JavaScript without back references and without looking around.
 */

type CharacterTest = (code: number) => boolean;
type Assertion = 'start' | 'end' | 'word' | 'no-word';

type Node =
  | {readonly kind: 'one'; readonly test: CharacterTest}
  | {readonly kind: 'assert'; readonly what: Assertion}
  | {readonly kind: 'sequence'; readonly parts: readonly Node[]}
  | {readonly kind: 'choice'; readonly branches: readonly Node[]}
  | {readonly kind: 'group'; readonly index: number; readonly inner: Node}
  | {readonly kind: 'repeat'; readonly inner: Node; readonly min: number; readonly max: number; readonly greedy: boolean};

type Instruction =
  | {readonly do: 'one'; readonly test: CharacterTest}
  | {readonly do: 'assert'; readonly what: Assertion}
  | {readonly do: 'split'; first: number; second: number}
  | {readonly do: 'jump'; to: number}
  | {readonly do: 'save'; readonly slot: number}
  | {readonly do: 'match'};

/** What was found: where it begins, its text, and its groups by number and by name; a group that took no part is `undefined`. */
export interface Match {
  readonly index: number;
  readonly text: string;
  readonly groups: readonly (string | undefined)[];
  readonly named: Readonly<Record<string, string | undefined>>;
}

export interface Expression {
  readonly source: string;
  /** How many groups it has. */
  readonly groups: number;
  /** The leftmost match. `^` and `$` are the ends of the text. */
  match(text: string): Match | undefined;
}

/** Larger than what a person writes; a repetition is copied as often as it counts. */
const longestSource = 1000;
const longestProgram = 5000;
const mostNested = 50;

const between = (low: string, high: string): CharacterTest => code => code >= low.charCodeAt(0) && code <= high.charCodeAt(0);
const digit = between('0', '9');
const isWord: CharacterTest = code => digit(code) || code === 95 || between('a', 'z')(code) || between('A', 'Z')(code);
const space: CharacterTest = code => /\s/.test(String.fromCharCode(code));
const not = (test: CharacterTest): CharacterTest => code => !test(code);
const classes: Readonly<Record<string, CharacterTest>> = {d: digit, D: not(digit), w: isWord, W: not(isWord), s: space, S: not(space)};
const controls: Readonly<Record<string, string>> = {n: '\n', r: '\r', t: '\t', f: '\f', v: '\v', 0: '\0'};

class Reader {
  readonly #source: string;
  #at = 0;
  #depth = 0;
  groups = 0;
  readonly names = new Map<string, number>();

  constructor(source: string) {
    this.#source = source;
  }

  whole(): Node {
    const node = this.#choice();
    if (this.#at < this.#source.length) throw new SyntaxError('a ")" that nothing opens');
    return node;
  }

  #choice(): Node {
    if (++this.#depth > mostNested) throw new SyntaxError('groups too deep in each other');
    const branches = [this.#sequence()];
    while (this.#take('|')) branches.push(this.#sequence());
    this.#depth--;
    return branches.length === 1 ? branches[0]! : {kind: 'choice', branches};
  }

  #sequence(): Node {
    const parts: Node[] = [];
    while (this.#at < this.#source.length && this.#next !== '|' && this.#next !== ')') parts.push(this.#repeated());
    return {kind: 'sequence', parts};
  }

  #repeated(): Node {
    const inner = this.#atom();
    const range = this.#range();
    if (!range) return inner;
    if (inner.kind === 'assert') throw new SyntaxError('a repetition of nothing');
    const greedy = !this.#take('?');
    if (this.#range()) throw new SyntaxError('a repetition of a repetition');
    return {kind: 'repeat', inner, ...range, greedy};
  }

  #range(): {readonly min: number; readonly max: number} | undefined {
    if (this.#take('*')) return {min: 0, max: Infinity};
    if (this.#take('+')) return {min: 1, max: Infinity};
    if (this.#take('?')) return {min: 0, max: 1};
    const counted = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(this.#source.slice(this.#at, this.#at + 12));
    if (!counted) return undefined;
    this.#at += counted[0].length;
    const min = Number(counted[1]);
    const max = counted[2] === undefined ? min : counted[3] === '' ? Infinity : Number(counted[3]);
    if (max < min) throw new SyntaxError(`a repetition ${counted[0]} that ends before it begins`);
    return {min, max};
  }

  #atom(): Node {
    const character = this.#source[this.#at++]!;
    switch (character) {
      case '(': return this.#group();
      case '[': return {kind: 'one', test: this.#class()};
      case '.': return {kind: 'one', test: code => code !== 10 && code !== 13 && code !== 0x2028 && code !== 0x2029};
      case '^': return {kind: 'assert', what: 'start'};
      case '$': return {kind: 'assert', what: 'end'};
      case '\\': {
        if (this.#take('b')) return {kind: 'assert', what: 'word'};
        if (this.#take('B')) return {kind: 'assert', what: 'no-word'};
        const escaped = this.#escape();
        return {kind: 'one', test: typeof escaped === 'string' ? exactly(escaped) : escaped};
      }
      case '*': case '+': case '?': throw new SyntaxError(`"${character}" with nothing before it`);
      default: return {kind: 'one', test: exactly(character)};
    }
  }

  #group(): Node {
    let index: number | undefined;
    if (this.#take('?:')) index = undefined;
    else if (this.#take('?<')) {
      const name = /^[A-Za-z_]\w*/.exec(this.#source.slice(this.#at, this.#at + 100))?.[0];
      if (name === undefined) throw new SyntaxError('looking back, which is not supported');
      this.#at += name.length;
      if (!this.#take('>')) throw new SyntaxError('a name of a group without ">"');
      if (this.names.has(name)) throw new SyntaxError(`two groups named ${name}`);
      index = ++this.groups;
      this.names.set(name, index);
    } else if (this.#next === '?') throw new SyntaxError('looking ahead, which is not supported');
    else index = ++this.groups;
    const inner = this.#choice();
    if (!this.#take(')')) throw new SyntaxError('a "(" that nothing closes');
    return index === undefined ? inner : {kind: 'group', index, inner};
  }

  #escape(): CharacterTest | string {
    const character = this.#source[this.#at++];
    if (character === undefined) throw new SyntaxError('a "\\" at the end');
    if (/[1-9k]/.test(character)) throw new SyntaxError('a reference back, which is not supported');
    if (classes[character]) return classes[character];
    if (controls[character] !== undefined) return controls[character];
    if (/[A-Za-z]/.test(character)) throw new SyntaxError(`"\\${character}", which is not supported`);
    return character;
  }

  #class(): CharacterTest {
    const negated = this.#take('^');
    const tests: CharacterTest[] = [];
    for (;;) {
      const character = this.#source[this.#at++];
      if (character === undefined) throw new SyntaxError('a "[" that nothing closes');
      if (character === ']') break;
      const low = character === '\\' ? this.#escape() : character;
      const ranged = typeof low === 'string' && this.#next === '-' && this.#source[this.#at + 1] !== undefined && this.#source[this.#at + 1] !== ']';
      if (!ranged) {
        tests.push(typeof low === 'string' ? exactly(low) : low);
        continue;
      }
      this.#at++;
      const last = this.#source[this.#at++]!;
      const high = last === '\\' ? this.#escape() : last;
      if (typeof high !== 'string' || high < low) throw new SyntaxError('a range in "[ ]" whose end is before its begin');
      tests.push(between(low, high));
    }
    return code => tests.some(test => test(code)) !== negated;
  }

  get #next(): string | undefined {
    return this.#source[this.#at];
  }

  #take(text: string): boolean {
    if (!this.#source.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }
}

function exactly(character: string): CharacterTest {
  const wanted = character.charCodeAt(0);
  return code => code === wanted;
}

class Program {
  readonly instructions: Instruction[] = [];

  add<I extends Instruction>(instruction: I): I {
    if (this.instructions.length >= longestProgram) throw new SyntaxError('too many repetitions');
    this.instructions.push(instruction);
    return instruction;
  }

  emit(node: Node): void {
    switch (node.kind) {
      case 'one': this.add({do: 'one', test: node.test}); break;
      case 'assert': this.add({do: 'assert', what: node.what}); break;
      case 'sequence': for (const part of node.parts) this.emit(part); break;
      case 'group':
        this.add({do: 'save', slot: node.index * 2});
        this.emit(node.inner);
        this.add({do: 'save', slot: node.index * 2 + 1});
        break;
      case 'choice': {
        const ends: {to: number}[] = [];
        for (const [i, branch] of node.branches.entries()) {
          if (i === node.branches.length - 1) {
            this.emit(branch);
            break;
          }
          const split = this.add({do: 'split', first: this.#here + 1, second: 0});
          this.emit(branch);
          ends.push(this.add({do: 'jump', to: 0}));
          split.second = this.#here;
        }
        for (const end of ends) end.to = this.#here;
        break;
      }
      case 'repeat': this.#repeat(node); break;
    }
  }

  get #here(): number {
    return this.instructions.length;
  }

  #split(greedy: boolean): (past: number) => void {
    const at = this.#here;
    const split = this.add({do: 'split', first: at + 1, second: at + 1});
    return past => {
      if (greedy) split.second = past;
      else split.first = past;
    };
  }

  #repeat({inner, min, max, greedy}: Extract<Node, {kind: 'repeat'}>): void {
    for (let i = 0; i < min; i++) this.emit(inner);
    if (max === Infinity) {
      const again = this.#here;
      const leave = this.#split(greedy);
      this.emit(inner);
      this.add({do: 'jump', to: again});
      leave(this.#here);
      return;
    }
    const leaves: ((past: number) => void)[] = [];
    for (let i = min; i < max; i++) {
      leaves.push(this.#split(greedy));
      this.emit(inner);
    }
    for (const leave of leaves) leave(this.#here);
  }
}

interface Thread {
  readonly at: number;
  readonly saved: readonly number[];
}

/**
 * Reads an expression. Out: the expression, or what is wrong with it in words: `{problem}`. The time of a match is at most the length of the text times
 * that of the expression.
 */
export function expression(source: string): Expression | {readonly problem: string} {
  if (source.length > longestSource) return {problem: `it is longer than ${longestSource} characters`};
  const reader = new Reader(source);
  const program = new Program();
  try {
    program.emit(reader.whole());
    program.add({do: 'match'});
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return {problem: `it has ${thrown.message}`};
    throw thrown;
  }
  const {instructions} = program;
  return {
    source, groups: reader.groups,
    match(text) {
      const saved = run(instructions, text);
      if (!saved) return undefined;
      const between = (group: number): string | undefined => {
        const [start, end] = [saved[group * 2], saved[group * 2 + 1]];
        return start === undefined || end === undefined ? undefined : text.slice(start, end);
      };
      const groups = Array.from({length: reader.groups}, (_, i) => between(i + 1));
      return {index: saved[0]!, text: between(0)!, groups, named: Object.fromEntries([...reader.names].map(([name, index]) => [name, groups[index - 1]]))};
    },
  };
}

function holds(what: Assertion, text: string, at: number): boolean {
  if (what === 'start') return at === 0;
  if (what === 'end') return at === text.length;
  const boundary = (at > 0 && isWord(text.charCodeAt(at - 1))) !== (at < text.length && isWord(text.charCodeAt(at)));
  return boundary === (what === 'word');
}

/** All threads step through the text together; of two at one instruction the first is preferred, which is what makes the time linear. */
function run(instructions: readonly Instruction[], text: string): readonly number[] | undefined {
  let found: readonly number[] | undefined;
  let threads: Thread[] = [];
  for (let at = 0; at <= text.length; at++) {
    const visited = new Set<number>();
    const ready: Thread[] = [];
    const follow = (start: Thread): void => {
      const stack = [start];
      for (let thread = stack.pop(); thread; thread = stack.pop()) {
        if (visited.has(thread.at)) continue;
        visited.add(thread.at);
        const instruction = instructions[thread.at]!;
        const {saved} = thread;
        if (instruction.do === 'jump') stack.push({at: instruction.to, saved});
        else if (instruction.do === 'split') stack.push({at: instruction.second, saved}, {at: instruction.first, saved});
        else if (instruction.do === 'save') {
          const changed = saved.slice();
          changed[instruction.slot] = at;
          stack.push({at: thread.at + 1, saved: changed});
        } else if (instruction.do === 'assert') {
          if (holds(instruction.what, text, at)) stack.push({at: thread.at + 1, saved});
        } else ready.push(thread);
      }
    };
    for (const thread of threads) follow(thread);
    if (!found) follow({at: 0, saved: [at]});
    threads = [];
    for (const thread of ready) {
      const instruction = instructions[thread.at]!;
      if (instruction.do === 'match') {
        const saved = thread.saved.slice();
        saved[1] = at;
        found = saved;
        break;
      }
      if (instruction.do === 'one' && at < text.length && instruction.test(text.charCodeAt(at))) threads.push({at: thread.at + 1, saved: thread.saved});
    }
    if (threads.length === 0 && found) break;
  }
  return found;
}
