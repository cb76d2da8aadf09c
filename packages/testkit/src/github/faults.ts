import type {ServerResponse} from 'node:http';

/** What goes wrong. A number is GitHub's own answer of that status. */
export type Fault =
  | 'hang' | 'drip' | 'reset' | 'half a body' | 'no body' | 'html' | 'not json' | 'another form' | 'redirect elsewhere' | 'secondary limit'
  | {readonly status: number; readonly message?: string; readonly headers?: Readonly<Record<string, string>>};

export interface Failing {
  /** `GET`; all methods when it is left out. */
  readonly method?: string;
  /** `/repos/{owner}/{repo}/issues`; all routes when it is left out. */
  readonly route?: string;
  /** The page of a list. */
  readonly page?: number;
  /** How often; without end when it is left out. */
  readonly times?: number;
  /** Whether the request is carried out before it fails, so that only its answer is lost. Half a body, no body, HTML and the like always are. */
  readonly carriedOut?: boolean;
}

interface Whole {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

const afterwards = new Set<Fault>(['half a body', 'no body', 'html', 'not json', 'another form', 'drip']);

/** Whether the request is carried out first. */
export function isCarriedOut(fault: Fault, failing: Failing): boolean {
  return failing.carriedOut ?? afterwards.has(fault);
}

/** Answers as the fault has it. `whole` is the right answer, where the request was carried out. */
export function serveFault(fault: Fault, response: ServerResponse, whole: Whole, elsewhere: string): void {
  const json = {...whole.headers, 'content-type': 'application/json; charset=utf-8'};
  if (typeof fault === 'object') {
    response.writeHead(fault.status, {...json, ...fault.headers}).end(JSON.stringify({
      message: fault.message ?? 'Something went wrong', documentation_url: 'https://docs.github.com/rest', status: String(fault.status),
    }));
    return;
  }
  switch (fault) {
    case 'hang':
      return;
    case 'drip': {
      response.writeHead(whole.status, json);
      const timer = setInterval(() => response.write(' '), 20);
      timer.unref();
      response.on('close', () => clearInterval(timer));
      return;
    }
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'half a body':
      response.writeHead(whole.status, {...json, 'content-length': String(Buffer.byteLength(whole.text))});
      response.write(whole.text.slice(0, whole.text.length / 2), () => response.destroy());
      return;
    case 'no body':
      response.writeHead(whole.status, json).end();
      return;
    case 'html':
      response.writeHead(whole.status, {'content-type': 'text/html'}).end('<!doctype html><title>Sign in</title>');
      return;
    case 'not json':
      response.writeHead(whole.status, json).end(whole.text.slice(0, -1));
      return;
    case 'another form':
      response.writeHead(whole.status, json).end('"a text"');
      return;
    case 'redirect elsewhere':
      response.writeHead(302, {location: elsewhere}).end();
      return;
    case 'secondary limit':
      response.writeHead(403, {...json, 'retry-after': '3600'})
        .end(JSON.stringify({message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'}));
  }
}
