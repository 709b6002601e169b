/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

const config: Config = {
  testEnvironment: 'node',
  // The machines of CI have two cores; jest would leave one of them idle.
  maxWorkers: '100%',
  roots: ['<rootDir>/test', '<rootDir>/examples'],
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\.ts$': '@swc/jest' },
  moduleNameMapper: {
    '^holon$': '<rootDir>/src/index.ts',
    '^holon/(testing|cli)$': '<rootDir>/src/$1/index.ts',
    '^holon/(http|client)$': '<rootDir>/src/transport/$1/index.ts',
  },
  setupFiles: ['reflect-metadata'],
  collectCoverageFrom: ['src/**/*.ts'],
};

export default config;
