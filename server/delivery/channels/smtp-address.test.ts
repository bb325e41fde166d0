import { describe, expect, it } from 'vitest';
import { parseSmtpAddress } from './smtp-address.ts';

describe('the address of a mail server', () => {
  it('has the port of its protocol, and a login', () => {
    expect(parseSmtpAddress('smtps://anna%40example.org:p%3Ass@mail.example.org')).toEqual({
      host: 'mail.example.org',
      port: 465,
      secure: true,
      auth: { user: 'anna@example.org', pass: 'p:ss' },
      isPrivate: false,
    });
    expect(parseSmtpAddress('smtp://mail.example.org/')).toMatchObject({ port: 587, secure: false });
    expect(parseSmtpAddress('smtp://[2606:4700::1]:2525')).toMatchObject({
      host: '2606:4700::1',
      port: 2_525,
    });
  });

  it('is private on this machine or network', () => {
    for (const host of ['localhost', 'mailpit', '127.0.0.1', '10.1.2.3', '[::1]'])
      expect(parseSmtpAddress(`smtp://${host}:25`)?.isPrivate, host).toBe(true);
    for (const host of ['mail.example.org', '1.1.1.1'])
      expect(parseSmtpAddress(`smtp://${host}:25`)?.isPrivate, host).toBe(false);
  });

  it('is none with another protocol, a path or options', () => {
    for (const text of [
      '',
      'mail.example.org',
      'http://mail',
      'smtp://',
      'smtp://a/b',
      'smtp://a?pool=true',
      'smtp://%zz:x@a',
    ])
      expect(parseSmtpAddress(text), text).toBeUndefined();
  });
});
