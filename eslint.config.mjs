import prettier from 'eslint-config-prettier';
import jest from 'eslint-plugin-jest';
import rxjs from 'eslint-plugin-rxjs-x';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  globalIgnores(['dist/', 'coverage/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,mts,mjs,cjs}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked, rxjs.configs.strict],
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['*.mjs', '.*.cjs'] } } },
    rules: {
      // It asks for the `!` that no-non-null-assertion forbids; a cast says which type is meant.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      // rxjs reports an error that nobody handles, and rejects with EmptyError where a value was promised: both are what is wanted.
      'rxjs-x/no-ignored-error': 'off',
      'rxjs-x/no-ignored-default-value': 'off',
    },
  },
  {
    // Subclasses of Observable and Subscriber: the first has to be async-iterable too, and only a Subscriber of one's own can be stopped while it
    // is being subscribed. rxjs 7, which is what the peer range takes, deprecates the constructor only because its next major version hides it.
    files: ['src/engine/run-observable.ts', 'src/engine/inner-subscriber.ts', 'src/engine/source.ts'],
    rules: { 'rxjs-x/no-subclass': 'off', '@typescript-eslint/no-deprecated': 'off' },
  },
  {
    // rxjs 7 exports its interop symbol as deprecated, and recognises other libraries' Observables by nothing else.
    files: ['src/engine/drive.ts'],
    rules: { '@typescript-eslint/no-deprecated': 'off' },
  },
  {
    // A sink that is handed a value may cancel whoever handed it: `ended` has to be read again, whatever the compiler knows of it.
    files: ['src/engine/*-pull.ts'],
    rules: { '@typescript-eslint/no-unnecessary-condition': 'off' },
  },
  {
    // A walk to the root begins with the branch itself.
    files: ['src/engine/branch.ts'],
    rules: { '@typescript-eslint/no-this-alias': 'off' },
  },
  {
    files: ['spec/**/*.ts'],
    extends: [jest.configs['flat/recommended'], jest.configs['flat/style']],
    rules: {
      'jest/expect-expect': ['error', { assertFunctionNames: ['expect', 'expectObservable', 'expectSubscriptions', 'expectType'] }],
      // Projects that reject with anything at all, and sources that do what no good one does, are what the specs are about.
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      'rxjs-x/throw-error': 'off',
      'rxjs-x/no-subclass': 'off',
      // They record all that comes, and write short lists as strings of letters.
      'rxjs-x/no-ignored-replay-buffer': 'off',
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
    },
  },
  prettier,
);
