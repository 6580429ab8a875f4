import prettier from 'eslint-config-prettier';
import jest from 'eslint-plugin-jest';
import rxjs from 'eslint-plugin-rxjs-x';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  globalIgnores(['dist/', 'dist-site/', 'coverage/', '.cache/', 'src/waterfall/page-bundle.ts']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{mjs,cjs}'],
    extends: [tseslint.configs.strict, tseslint.configs.stylistic],
  },
  {
    files: ['**/*.cjs'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    // Packages of their own. What they import is installed for them alone, so here types are unknown.
    files: ['examples/{angular,nestjs,nestjs-bullmq}/**/*.ts', 'site/**/*.{ts,mts}'],
    extends: [tseslint.configs.strict, tseslint.configs.stylistic],
    rules: { '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }] },
  },
  {
    files: ['**/*.{ts,mts}'],
    ignores: ['examples/{angular,nestjs,nestjs-bullmq}/**', 'site/**'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked, rxjs.configs.strict],
    // One project for all but what runs in the browser: it reads the sources where the package's name is imported, so that linting needs no build.
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './src/waterfall/page/tsconfig.json', './playground/page/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // It asks for the `!` that no-non-null-assertion forbids; a cast says which type is meant.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      // rxjs reports an error that nobody handles, and rejects with EmptyError where a value was promised: both are what is wanted.
      'rxjs-x/no-ignored-error': 'off',
      'rxjs-x/no-ignored-default-value': 'off',
    },
  },
  {
    // Only a Subscriber of one's own can be stopped while it is being subscribed. rxjs 7, which is what the peer range takes, calls that constructor
    // deprecated because its next major version hides it.
    files: ['src/engine/input/observable-source.ts'],
    rules: { 'rxjs-x/no-subclass': 'off', '@typescript-eslint/no-deprecated': 'off' },
  },
  {
    // rxjs 7 exports its interop symbol as deprecated, and recognises other libraries' Observables by nothing else.
    files: ['src/engine/input/input-source.ts'],
    rules: { '@typescript-eslint/no-deprecated': 'off' },
  },
  {
    files: ['spec/**/*.ts'],
    extends: [jest.configs['flat/recommended'], jest.configs['flat/style']],
    rules: {
      'jest/expect-expect': ['error', { assertFunctionNames: ['expect', 'expect*'] }],
      // Projects that reject with anything at all, and sources that do what no good one does, are what the specs are about.
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      'rxjs-x/throw-error': 'off',
      'rxjs-x/no-subclass': 'off',
      // They record all that comes, and write short lists as strings of letters.
      'rxjs-x/no-ignored-replay-buffer': 'off',
      // Jest's asymmetric matchers, as expect.any(Number), are of type any.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
    },
  },
  {
    // Here a variable may be needed for its type alone, and what is written to be refused by the compiler offends these rules as well. Each refusal has its
    // reason beside it, which may be short.
    files: ['spec/types/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unused-vars': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/await-thenable': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-unnecessary-type-arguments': 'off',
      '@typescript-eslint/ban-ts-comment': ['error', { minimumDescriptionLength: 5 }],
      'rxjs-x/no-floating-observables': 'off',
    },
  },
  prettier,
);
