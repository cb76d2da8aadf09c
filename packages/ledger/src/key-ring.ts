import type {PublicKey, SigningKey} from './keys.ts';
import {isTestKey, readKey, sayKey} from './keys.ts';
import {isOrigin} from './checkpoint.ts';
import {type Digest, toHex} from './hashing.ts';
import {LedgerError, type Problem} from './problem.ts';
import {type LedgerRecord, noPrev, ownEvents} from './record.ts';
import {readNote, signersOf, writeNote} from './signed-note.ts';

/** A key and the records from which on it signs. */
export interface Reign {
  readonly key: PublicKey;
  readonly from: number;
}

/** What the first record says. */
export interface Genesis {
  readonly origin: string;
  /** `owner/name`; empty for a log outside GitHub. */
  readonly repository: string;
  readonly key: PublicKey;
}

/** What the old key and the new one sign together. */
export function rotationText(log: Digest, seq: number, from: PublicKey, to: PublicKey): string {
  return `shipgate key rotation v1\n${toHex(log)}\n${seq}\n${sayKey(from)}\n${sayKey(to)}\n`;
}

/** The data of the record that hands a log over to a new key. */
export function rotationData(log: Digest, seq: number, from: SigningKey, to: SigningKey): {readonly key: string; readonly note: string} {
  return {key: sayKey(to), note: writeNote(rotationText(log, seq, from, to), [from, to])};
}

/**
 * Follows who may sign: the key of the first record, and each key that the one before it has signed over to. Given the log's own records in order, it
 * says what is wrong with one.
 */
export class KeyRing {
  readonly reigns: Reign[] = [];
  genesis: Genesis | undefined;
  recovered = 0;
  imported = 0;
  /** The log's identity, once its first record has been hashed. */
  log: Digest | undefined;
  readonly #refuseTestKeys: boolean;

  constructor({refuseTestKeys, log}: {readonly refuseTestKeys: boolean; readonly log?: Digest}) {
    this.#refuseTestKeys = refuseTestKeys;
    this.log = log;
  }

  take(record: LedgerRecord, offset: number): Problem | undefined {
    const {event, seq} = record;
    try {
      if (seq === 0) this.#begin(record);
      else if (event === ownEvents.rotated) this.#rotate(record);
      else if (event === ownEvents.recovered) this.recovered++;
      else if (event === ownEvents.imported) this.imported++;
      else throw new LedgerError(
        event === ownEvents.begun ? 'genesis' : 'version',
        event === ownEvents.begun ? `Record ${seq} begins the log a second time.` : `Record ${seq} is a "${event}", which this Shipgate does not know.`
      );
      return undefined;
    } catch (thrown) {
      if (!(thrown instanceof LedgerError)) throw thrown;
      return {code: thrown.code, message: thrown.message, seq, offset};
    }
  }

  /** The key that signs a log of so many records. */
  at(size: number): PublicKey | undefined {
    return this.reigns.findLast(({from}) => from < size)?.key;
  }

  get keys(): readonly PublicKey[] {
    return this.reigns.map(({key}) => key);
  }

  #begin({event, data, prev}: LedgerRecord): void {
    const {origin, repository, key} = data as Readonly<Record<string, unknown>>;
    if (event !== ownEvents.begun || prev !== noPrev || typeof origin !== 'string' || !isOrigin(origin) || typeof repository !== 'string' || typeof key !== 'string') {
      throw new LedgerError('genesis', 'The first record is not that of a log\'s beginning: what came before it is gone.');
    }
    const read = this.#admit(key);
    this.genesis = {origin, repository, key: read};
    this.reigns.push({key: read, from: 0});
  }

  #rotate({data, seq}: LedgerRecord): void {
    const refuse = (why: string): never => {
      throw new LedgerError('rotation', `Record ${seq} hands the log over to another key, and ${why}.`);
    };
    const {key, note} = data as Readonly<Record<string, unknown>>;
    const from = this.reigns.at(-1)!.key;
    if (typeof key !== 'string' || typeof note !== 'string') return refuse('it does not have the form for that');
    const to = this.#admit(key);
    const signed = readNote(note);
    if (signed.text !== rotationText(this.log!, seq, from, to)) refuse('what is signed is not this handing over');
    const signers = signersOf(signed, [from, to]);
    if (!('by' in signers)) return refuse('the signatures are not right');
    if (!signers.by.includes(from)) refuse('the old key has not signed it');
    if (!signers.by.includes(to)) refuse('the new key has not signed it');
    this.reigns.push({key: to, from: seq});
  }

  #admit(text: string): PublicKey {
    const key = readKey(text);
    if (this.#refuseTestKeys && isTestKey(key)) throw new LedgerError('key-test', `The key ${key.name} is one for tests, and this is a release.`);
    return key;
  }
}

