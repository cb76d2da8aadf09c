/** Ends the test run with one plain line that a machine can read: `N passed, N failed, N skipped`. */
export default class ClosingLineReporter {
  onRunComplete(_contexts, {numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests, numTodoTests}) {
    // Jest's own summary goes to standard error at the end of the run; after it comes this line.
    process.once('exit', () => console.log(`${numPassedTests} passed, ${numFailedTests + numRuntimeErrorTestSuites} failed, ${numPendingTests + numTodoTests} skipped`));
  }
}
