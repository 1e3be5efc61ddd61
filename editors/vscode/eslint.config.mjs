import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'server/', 'node_modules/'] },
  eslint.configs.recommended,
  {
    files: ['src/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
  },
  {
    files: ['**/*.mjs', 'media/*.js'],
    languageOptions: {
      globals: Object.fromEntries(['process', 'console', 'URL', 'setTimeout', 'clearTimeout', 'fetch', 'document', 'window', 'navigator', 'Buffer'].map((name) => [name, 'readonly'])),
    },
  },
  {
    // An extension of the tests, which no bundler makes from modules.
    files: ['test/stub/*.js'],
    languageOptions: { sourceType: 'commonjs', globals: { setTimeout: 'readonly', require: 'readonly', module: 'writable' } },
  },
);
