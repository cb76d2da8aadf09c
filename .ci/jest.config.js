export default {
  testEnvironment: 'node',
  testEnvironmentOptions: {customExportConditions: ['source', 'node', 'node-addons']},
  testMatch: ['<rootDir>/tests/**/*.test.ts', '<rootDir>/packages/*/src/**/*.test.ts', '<rootDir>/actions/*/src/**/*.test.ts', '<rootDir>/scripts/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  modulePathIgnorePatterns: ['<rootDir>/.build/', '<rootDir>/tests/corpus/repositories/'],
  setupFiles: ['<rootDir>/.ci/surroundings.js'],
  moduleNameMapper: {'^fast-check$': '<rootDir>/.ci/fast-check.js'},
  watchman: false,
  // Jest leaves one processor to the user; on two that would be one test after the other, and many of them wait for programs.
  maxWorkers: '100%',
  // Only what hangs meets this limit, on the slowest machine too.
  testTimeout: 600_000,
  reporters: ['default', '<rootDir>/.ci/closing-line-reporter.js'],
  transform: {'\\.ts$': ['@swc/jest', {jsc: {target: 'esnext', parser: {syntax: 'typescript'}}, module: {type: 'es6'}, sourceMaps: 'inline'}]},
};
