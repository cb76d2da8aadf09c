import {createPrivateKey, generateKeyPairSync} from 'node:crypto';
import {describe, expect, test} from '@jest/globals';
import {checkpointText, countOf, readCheckpoint} from './checkpoint.ts';
import {isTestKey, keyId, readKey, readSigningKey, sayKey} from './keys.ts';
import {LedgerError} from './problem.ts';
import {readNote, signersOf, writeNote} from './signed-note.ts';

// The vectors of golang.org/x/mod/sumdb/note, note_test.go.
const peter = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const note = `If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`;

describe('signed notes', () => {
  test('the vector of sumdb/note', () => {
    const key = readKey(peter);
    expect(key.id).toBe(keyId('PeterNeumann', key.bytes));
    expect(signersOf(readNote(note), [key])).toEqual({by: [key]});
    expect(signersOf(readNote(note.replace('answer', 'question')), [key])).toMatchObject({code: 'bad-signature'});
  });

  test('signatures of unknown keys are passed over; one of a known key that is wrong refuses the note', () => {
    const [one, two] = ['a', 'b'].map(name => readSigningKey(generateKeyPairSync('ed25519').privateKey.export({format: 'pem', type: 'pkcs8'}) as string, name));
    const both = readNote(writeNote('text\n', [one!, two!]));
    expect(signersOf(both, [two!])).toEqual({by: [two]});
    expect(signersOf(both, [one!, two!])).toEqual({by: [one, two]});
    const forged = {...both, signatures: [both.signatures[0]!, {...both.signatures[1]!, bytes: new Uint8Array(64)}]};
    expect(signersOf(forged, [one!])).toEqual({by: [one]});
    expect(signersOf(forged, [one!, two!])).toMatchObject({code: 'bad-signature'});
    expect(signersOf({...both, signatures: [{...both.signatures[0]!, bytes: both.signatures[0]!.bytes.subarray(1)}]}, [one!])).toMatchObject({code: 'bad-signature'});
  });

  test.each([
    ['nothing', ''], ['no signature', 'text\n\n'], ['no blank line', 'text\n\u2014 a AAAAAAA=\n'], ['no newline at the end', note.slice(0, -1)], [
      'a hyphen for the dash', note.replace('\u2014', '-'),
    ],
    ['a control character', note.replace('then', 't\u0007hen')], ['a carriage return', note.replaceAll('\n', '\r\n')], ['a lone surrogate', note.replace('then', '\ud800')], [
      'base64 of another form', note.replace('nAM=', 'nAN='),
    ],
    ['base64 for addresses', note.replace('x08go/', 'x08go_')], ['a name with a plus', note.replace('\u2014 PeterNeumann', '\u2014 Peter+Neumann')],
    ['a second text behind it', `${note}more\n`], ['a huge text', `${'x'.repeat(200_000)}\n${note}`],
    ['too many signatures', `t\n\n${'\u2014 a AAAAAAA=\n'.repeat(101)}`],
  ])('%s is no note', (_name, content) => {
    expect(() => readNote(content)).toThrow(LedgerError);
  });

  test('a note may have 128 KiB and a hundred signatures', () => {
    expect(readNote(`${'x'.repeat(128 * 1024 - note.length)}${note}`).signatures).toHaveLength(1);
    expect(() => readNote(`${'x'.repeat(128 * 1024 - note.length + 1)}${note}`)).toThrow('too long');
    expect(readNote(`t\n\n${'\u2014 a AAAAAAA=\n'.repeat(100)}`).signatures).toHaveLength(100);
  });

  test('the text may hold blank lines', () => {
    const key = readSigningKey(generateKeyPairSync('ed25519').privateKey.export({format: 'pem', type: 'pkcs8'}) as string, 'a');
    expect(readNote(writeNote('one\n\ntwo\n', [key])).text).toBe('one\n\ntwo\n');
  });
});

describe('keys', () => {
  test.each([
    ['an id of another key', peter.replace('c74f20a3', 'c74f20a4')], ['another algorithm', peter.replace('+AR', '+BB')], ['too short', peter.slice(0, -4)],
    ['a name with a space', peter.replace('Peter', 'Peter ')], ['no name', peter.replace('PeterNeumann', '')],
    ['an id in upper case', peter.replace('c74f20a3', 'C74F20A3')], ['nothing', ''],
  ])('%s is refused', (_name, text) => {
    expect(() => readKey(text)).toThrow(LedgerError);
  });

  test('a private key of another algorithm, or none, is refused without a word of it', () => {
    for (const text of [generateKeyPairSync('ed448').privateKey.export({format: 'pem', type: 'pkcs8'}) as string, 'PRIVATE+KEY+x+00000000+AAAA', 'secret words']) {
      expect(() => readSigningKey(text, 'a')).toThrow(LedgerError);
      try {
        readSigningKey(text, 'a');
      } catch (thrown) {
        expect((thrown as Error).message).not.toContain(text.slice(30, 60) || text);
      }
    }
  });

  test('keys for tests are told', () => {
    const seed = createPrivateKey({
      key: Buffer.from('302e020100300506032b6570042204209d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex'), format: 'der', type: 'pkcs8',
    });
    expect(isTestKey(readSigningKey(seed.export({format: 'pem', type: 'pkcs8'}) as string, 'github.com/octo/demo/audit-log'))).toBe(true);
    const own = readKey(peter);
    expect(['log.test/a', 'a.example', 'localhost/log', 'localhost:80/x', 'github.com/octo/demo/test'].map(name => isTestKey({...own, name}))).toEqual([true, true, true, true, true]);
    expect(['github.com/octo/test-app/audit-log', 'github.com/test/demo/audit-log', 'example.org/log', 'latest.org/x'].map(name => isTestKey({...own, name}))).toEqual([false, false, false, false]);
    expect(sayKey(own)).toBe(peter);
  });
});

describe('checkpoints', () => {
  test('are read as they are written', () => {
    const wanted = {origin: 'example.org/log', size: 15_368_405, root: 'x'.repeat(32)};
    expect(readCheckpoint(checkpointText(wanted))).toEqual({...wanted, extensions: []});
  });

  test.each(['', '-1', '01', '1e3', '0x10', ' 1', '9007199254740992', '1.0', '99999999999999999999'])('"%s" is no count', text => {
    expect(countOf(text)).toBeUndefined();
  });
});
