import { formatPrice } from '@detective/models';
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

/** For mail programs that read it; those that don't show the light colours, which stand at each element. */
const DARK = `:root{color-scheme:light dark}
@media (prefers-color-scheme:dark){
body{background:#12161d!important;color:#e6eaf0!important}
.quiet{color:#a3aec0!important}
.link{color:#8ab4ff!important}
.chart{border-color:#3a4454!important}
}`;

function htmlOf({ title, text, link, chart }: Message, hasPicture: boolean): string {
  const paragraphs = text.split(/\n+/).map((line) => `<p style="margin:0 0 12px">${escapeHtml(line)}</p>`);
  const closes = chart?.closes ?? [];
  const lowest = formatPrice(Math.min(...closes));
  const range = `The last ${closes.length} closes, from ${lowest} to ${formatPrice(Math.max(...closes))}; anomalies are red.`;
  const picture = `<img class="chart" src="cid:${CHART_ID}" width="560" alt="${range}" style="max-width:100%;border:1px solid #d5dbe4;border-radius:6px">
<p class="quiet" style="margin:4px 0 12px;color:#56627a;font-size:13px">${range}</p>`;
  const button = `<p><a class="link" href="${escapeHtml(link ?? '')}" style="color:#2560d8">Show it on the page</a></p>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${DARK}</style></head>
<body style="margin:0;padding:16px;font:15px/1.5 system-ui,sans-serif;color:#17202c;background:#ffffff">
<div style="max-width:600px">
<h1 style="margin:0 0 12px;font-size:18px;line-height:1.35">${escapeHtml(title)}</h1>
${paragraphs.join('\n')}
${hasPicture ? picture : ''}
${link === undefined ? '' : button}
</div></body></html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
