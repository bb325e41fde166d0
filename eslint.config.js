import tseslint from 'typescript-eslint';
import vue from 'eslint-plugin-vue';

/** What each folder may import of ours; arrows point down this list only. */
const ARROWS = {
  data: [],
  models: ['data'],
  schema: ['data'],
  server: ['data', 'models', 'schema'],
  client: [],
};

const folders = Object.keys(ARROWS);

const arrowRules = Object.entries(ARROWS).map(([folder, allowed]) => {
  const forbidden = folders.filter((other) => other !== folder && !allowed.includes(other));
  return {
    files: [`${folder}/**/*.{ts,vue}`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: forbidden.flatMap((other) => [
                `@detective/${other}`,
                `@detective/${other}/*`,
                `**/../${other}/**`,
              ]),
              message: `${folder}/ may import only: ${allowed.join(', ') || 'nothing of ours'}.`,
            },
          ],
        },
      ],
    },
  };
});

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.data/**', '**/graphql-env.d.ts'] },
  ...tseslint.configs.strict,
  ...vue.configs['flat/recommended'],
  { files: ['**/*.vue'], languageOptions: { parserOptions: { parser: tseslint.parser } } },
  {
    rules: {
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'vue/max-attributes-per-line': 'off',
      'vue/html-self-closing': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
    },
  },
  ...arrowRules,
);
