import {createHash} from 'node:crypto';
import {type ExecRead, type ExecRequest, type ExecResult, Refusal} from '#core';

/** The `exec` port that runs nothing: it keeps the requests and answers from a function; a program without an answer is not there. */
export interface FakeExec extends ExecRead {
  readonly requests: readonly ExecRequest[];
}

export type FakeAnswer = Partial<Pick<ExecResult, 'exitCode' | 'signal' | 'output' | 'cut'>>;

export function exec(answer: (request: ExecRequest) => FakeAnswer | Error | undefined = () => undefined): FakeExec {
  const requests: ExecRequest[] = [];
  return {
    requests,
    async run(request): Promise<ExecResult> {
      requests.push(request);
      const given = answer(request);
      if (given instanceof Error) throw given;
      if (!given) throw new Refusal({code: 'missing', what: request.argv[0], why: 'there is no such program', fix: 'Install it.'});
      const {output = ''} = given;
      return {cut: false, ...given, output, sha256: createHash('sha256').update(output).digest('hex'), durationMs: 1};
    },
  };
}
