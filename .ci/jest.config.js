export default {
  testEnvironment: 'node',
  testEnvironmentOptions: {customExportConditions: ['source', 'node', 'node-addons']},
  testMatch: ['<rootDir>/tests/**/*.test.ts', '<rootDir>/packages/*/src/**/*.test.ts', '<rootDir>/actions/*/src/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  modulePathIgnorePatterns: ['<rootDir>/.build/'],
  watchman: false,
  transform: {'\\.ts$': ['@swc/jest', {jsc: {target: 'es2024', parser: {syntax: 'typescript'}}, module: {type: 'es6'}, sourceMaps: 'inline'}]},
};
