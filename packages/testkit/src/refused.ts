import {type Gap, Refusal} from '#core';

/** The gap of the Refusal with which a promise ends. Throws when it ends with a value, and passes on every other error. */
export async function refused(promise: Promise<unknown>): Promise<Gap> {
  let value: unknown;
  try {
    value = await promise;
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.gap;
    throw thrown;
  }
  throw new Error(`nothing was refused; the answer is ${String(value)}`);
}
