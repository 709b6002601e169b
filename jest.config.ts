/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

const config: Config = {
  testEnvironment: 'node',
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
