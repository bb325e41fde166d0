import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { expect, it } from 'vitest';
import { misspeltSettings } from './misspelt-settings.ts';

it('names what was meant by a setting that is misspelt, in the environment as in the file', () => {
  expect(
    misspeltSettings(['ALERT_PER_WEEK', 'PATH', 'HOSTNAME', 'SHELL', 'ALERTS_PER_WEEK'], ['READ_TOKN']),
  ).toEqual([
    'READ_TOKN is no setting and changes nothing: READ_TOKEN may be meant',
    'ALERT_PER_WEEK is no setting and changes nothing: ALERTS_PER_WEEK may be meant',
  ]);
  expect(misspeltSettings(['port'], ['TOKEN'])).toEqual([
    'TOKEN in .env is no setting and changes nothing',
    'port is no setting and changes nothing: PORT may be meant',
  ]);
});

it('has no word for what .env.example holds, and what an ordinary environment does', () => {
  const example = fileURLToPath(new URL('../.env.example', import.meta.url));
  expect(misspeltSettings([], Object.keys(parseEnv(readFileSync(example, 'utf8'))))).toEqual([]);
  const usual = [
    'HOME',
    'HOST',
    'HOSTNAME',
    'LANG',
    'LOGNAME',
    'MAIL',
    'NODE_OPTIONS',
    'PATH',
    'PWD',
    'SHELL',
    'TERM',
  ];
  expect(
    misspeltSettings([...usual, 'TZ', 'USER', 'EDITOR', 'DISPLAY', 'POSTGRES_URL', 'http_proxy'], []),
  ).toEqual([]);
});
