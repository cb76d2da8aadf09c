/** Ends once a stream has handed on everything written to it, or cannot any more. */
const handedOn = (stream: NodeJS.WriteStream): Promise<void> => new Promise(resolve => void stream.write('', () => resolve()));

/**
 * Ends this process with an exit code, once what was written to both outputs has left it. A process that ends because nothing is left to do takes down its
 * signal handlers first: SIGTERM, with which the runner follows a cancellation, then ends it as if it had never listened, with 143 instead of its own exit
 * code (seen with Node 20.12, 20.20 and 24.21). `process.exit` keeps the handlers to the last.
 */
export async function endProcess(exitCode: number): Promise<never> {
  process.exitCode = exitCode;
  await Promise.all([process.stdout, process.stderr].map(handedOn));
  process.exit(exitCode);
}
