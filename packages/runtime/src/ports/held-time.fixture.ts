import {jest} from '@jest/globals';

/** Time limits of requests that end when a test says so: what has to happen before has happened then, whatever the machine takes for it. */
export function heldTime(): {readonly runOut: () => void} & Disposable {
  const limits: AbortController[] = [];
  const spy = jest.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
    const limit = new AbortController();
    limits.push(limit);
    return limit.signal;
  });
  return {
    runOut: () => limits.forEach(limit => limit.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'))),
    [Symbol.dispose]: () => spy.mockRestore(),
  };
}
