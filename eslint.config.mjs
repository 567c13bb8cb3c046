import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const sandbox =
  'workflow code runs in a deterministic sandbox and must replay: decide with domain/, reach the world through activities. ' +
  'Changing what it does? Wrap the change in patched(), replay the recorded histories, record the new path (docs/adr/0004)';

export default tseslint.config(
  { ignores: ['node_modules/', 'dist/', '.recoup/', 'test/simulators/sandbox/assets/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/require-await': 'off',
      // Our interfaces are objects of closures: their methods may be passed on.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' },
      ],
      'max-lines': ['error', { max: 250 }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 3],
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-console': 'error',
    },
  },
  {
    files: ['src/workflows/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: [
                'node:*',
                'zod',
                '**/activities/**',
                '**/adapters/**',
                '**/ports/**',
                '**/clock.ts',
                '**/phone.ts',
              ],
              message: sandbox,
            },
          ],
        },
      ],
      'no-restricted-globals': [
        'error',
        ...['process', 'Buffer', 'fetch', 'setInterval', 'crypto', 'structuredClone'].map((name) => ({
          name,
          message: sandbox,
        })),
      ],
    },
  },
  {
    // Stories are longer than functions should be.
    files: ['test/**/*.ts'],
    rules: { 'max-lines-per-function': 'off', 'max-lines': ['error', { max: 400 }], 'no-console': 'off' },
  },
  {
    // Runs in shops' pages.
    files: ['src/http/pages/checkout.js'],
    languageOptions: { sourceType: 'script', globals: { document: 'readonly' } },
  },
  {
    files: ['scripts/**/*.{mjs,ts}', 'eslint.config.mjs', '.dependency-cruiser.cjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        fetch: 'readonly',
        AbortSignal: 'readonly',
        module: 'writable',
        Buffer: 'readonly',
        performance: 'readonly',
      },
    },
    rules: { 'no-console': 'off' },
  },
);
