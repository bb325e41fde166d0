/** The report's style sheet: colours that can be told apart in light and dark, also by the colour-blind. */
export const REPORT_STYLE = `
:root{color-scheme:light dark;--page:#fff;--ink:#1b1f24;--soft:#5a6470;--line:#dfe3e8;--tint:#eef4fb;
--own:#0b62c4;--first:#c2571a;--second:#7a5ea8;--third:#6b7280;--level:#5a6470;--alert:#b3123b;--up:#12805c;--down:#b3123b}
@media(prefers-color-scheme:dark){:root{--page:#14171b;--ink:#e6e9ed;--soft:#9aa4b0;--line:#2d333b;--tint:#1b2733;
--own:#6cb0ff;--first:#f0a36b;--second:#b9a1e6;--third:#9aa4b0;--level:#9aa4b0;--alert:#ff6b8b;--up:#4cc79b;--down:#ff6b8b}}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:1000px;margin:0 auto;padding:24px 16px 64px}
h1{font-size:26px;margin:0 0 8px}h2{font-size:20px;margin:40px 0 8px;border-top:1px solid var(--line);padding-top:24px}
h3{font-size:15px;margin:20px 0 6px}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:12px;margin:16px 0}
dl div{border:1px solid var(--line);border-radius:8px;padding:10px 14px}dt{color:var(--soft);font-size:13px}
dd{margin:0;font-size:22px;font-variant-numeric:tabular-nums}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:13.5px;font-variant-numeric:tabular-nums}
th,td{padding:5px 10px;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}
th{font-weight:400}thead th{color:var(--soft);font-weight:600}th:first-child{text-align:left;white-space:normal;min-width:11em}
tr.own{background:var(--tint)}tr.own th,tr.own td{font-weight:600}
.note{color:var(--soft);font-size:13px;margin:6px 0 0}
svg{display:block;width:100%;height:auto;font:11px system-ui,sans-serif}svg text{fill:var(--soft)}
.wide svg{min-width:620px}
.grid{stroke:var(--line)}.line{fill:none;stroke-width:1.6;stroke:var(--third)}
.line.own{stroke:var(--own);stroke-width:2}.line.first{stroke:var(--first)}.line.second{stroke:var(--second)}
.line.third{stroke:var(--third);stroke-dasharray:5 3}.line.level{stroke:var(--level);stroke-dasharray:2 4}
.line.limit{stroke:var(--second);stroke-dasharray:4 3;stroke-width:1.2}
.mark{stroke:var(--alert);stroke-width:1.2}.bar{stroke:var(--own);opacity:.45;stroke-width:2}.dot{fill:var(--own)}
path.alert{fill:var(--alert)}.up{stroke:var(--up);fill:var(--up)}.down{stroke:var(--down);fill:var(--down)}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;margin:8px 0 4px;font-size:13px;color:var(--soft)}
.legend i{display:inline-block;width:18px;height:0;border-top:3px solid var(--third);margin-right:6px;vertical-align:middle}
.legend i.own{border-color:var(--own)}.legend i.first{border-color:var(--first)}.legend i.second,.legend i.limit{border-color:var(--second)}
.legend i.third{border-top-style:dashed}.legend i.level{border-color:var(--level);border-top-style:dotted}.legend i.limit{border-top-style:dashed}
.legend i.alert{border-color:var(--alert);width:10px}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(320px,1fr));gap:24px;align-items:start}
.events{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,440px),1fr));gap:20px}
figure{margin:0}figcaption{font-size:13px}.caught{color:var(--up);font-weight:600}.missed{color:var(--alert);font-weight:600}
`;
