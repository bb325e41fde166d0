import type { SendMailOptions } from 'nodemailer';
import { drawChart } from './chart-picture.ts';
import type { Message } from './message.ts';

const CHART_ID = 'chart@bitcoin-anomaly-detective';

/** Subject, text and HTML of a mail, and the picture that the HTML shows. */
export function mailBody(
  message: Message,
): Pick<SendMailOptions, 'subject' | 'text' | 'html' | 'attachments'> {
  const { title, text, link, chart } = message;
  const picture = chart && drawChart(chart);
  return {
    subject: title,
    text: [text, ...(link === undefined ? [] : [link])].join('\n\n') + '\n',
    html: htmlOf(message, picture !== undefined),
    attachments: picture && [
      { cid: CHART_ID, filename: 'chart.png', contentType: 'image/png', content: picture },
    ],
  };
}

function htmlOf({ title, text, link, chart }: Message, hasPicture: boolean): string {
  const paragraphs = text.split(/\n+/).map((line) => `<p style="margin:0 0 12px">${escapeHtml(line)}</p>`);
  const closes = chart?.closes ?? [];
  const range = `Closes from ${priceText(Math.min(...closes))} to ${priceText(Math.max(...closes))}; anomalies are red.`;
  const picture = `<img src="cid:${CHART_ID}" width="560" alt="${range}" style="max-width:100%;border:1px solid #d5dbe4;border-radius:6px">
<p style="margin:4px 0 12px;color:#56627a;font-size:13px">${range}</p>`;
  const button = `<p><a href="${escapeHtml(link ?? '')}" style="color:#2560d8">Show it on the page</a></p>`;
  return `<!doctype html>
<html lang="en"><body style="margin:0;padding:16px;font:15px/1.5 system-ui,sans-serif;color:#17202c;background:#ffffff">
<div style="max-width:600px">
<h1 style="margin:0 0 12px;font-size:18px">${escapeHtml(title)}</h1>
${paragraphs.join('\n')}
${hasPicture ? picture : ''}
${link === undefined ? '' : button}
</div></body></html>
`;
}

const priceText = (price: number) => price.toLocaleString('en-US', { maximumSignificantDigits: 6 });

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
