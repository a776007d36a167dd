/** The look of the report: the product's paper and ink, its own fonts left to the system, and a version for print. */
export const style = `
:root{--paper:#f5f3ec;--sheet:#fdfcf8;--shade:#ebe8de;--line:#d9d5c8;--ink:#1c1f26;--ink-2:#4a4d55;--ink-3:#63645f;
--accent:#24406f;--wash:#e3e8f1;--done:#255c46;--done-wash:#e0ebe2;--wait:#7a5200;--wait-wash:#f6ead0;--now:#a8201a;--now-wash:#f9e4df}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.6 system-ui,-apple-system,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',sans-serif}
main{max-width:62rem;margin:0 auto;padding:2rem 1.25rem 4rem}
h1{font-size:2.1rem;line-height:1.2;margin:0 0 .25rem;letter-spacing:-.01em}
h2{font-size:1.375rem;margin:0 0 .25rem}
h3{font-size:1rem;margin:0 0 .5rem}
p{margin:.25rem 0 .75rem;max-width:46rem}
.quiet{color:var(--ink-2)}
section{background:var(--sheet);border:1px solid var(--line);border-radius:10px;padding:1.25rem 1.5rem 1.5rem;margin:1.25rem 0}
#zh,#en{position:absolute;width:1px;height:1px;margin:0;opacity:0;pointer-events:none}
.switch{float:right;display:flex;border:1px solid var(--line);border-radius:8px;overflow:hidden;background:var(--sheet)}
.switch label{padding:.6rem 1rem;min-height:44px;cursor:pointer}
#zh:checked~.switch [for=zh],#en:checked~.switch [for=en]{background:var(--accent);color:#fff}
#zh:focus-visible~.switch [for=zh],#en:focus-visible~.switch [for=en]{outline:3px solid #1f5fd0;outline-offset:-3px}
#zh:checked~* [lang=en],#en:checked~* [lang^=zh]{display:none}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.25rem,1fr));gap:.5rem;margin:1.25rem 0}
.figures div{background:var(--sheet);border:1px solid var(--line);border-radius:10px;padding:.75rem .7rem}
.figures b{display:block;font-size:1.3rem;line-height:1.25;font-variant-numeric:tabular-nums}
.figures small{display:block;color:var(--ink-2);font-size:.875rem;line-height:1.35}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.9375rem}
th{text-align:left;font-weight:600;color:var(--ink-2);border-bottom:2px solid var(--line);padding:.4rem .6rem;vertical-align:bottom}
td{border-bottom:1px solid var(--line);padding:.4rem .6rem;vertical-align:top}
td.n,th.n{text-align:right;white-space:nowrap}
tr.off td{color:var(--ink-3)}
.scroll{overflow-x:auto}.scroll svg{min-width:40rem}
.scroll:focus-visible{outline:3px solid #1f5fd0;outline-offset:2px}
td small{display:block;color:var(--ink-2);font-size:.8125rem;white-space:nowrap}
code{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.875em;background:var(--shade);border-radius:4px;padding:.05em .35em}
svg{display:block;width:100%;height:auto;overflow:visible}
svg text{font:12px system-ui,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;fill:var(--ink-2)}
.key{display:flex;flex-wrap:wrap;gap:.35rem 1.25rem;font-size:.875rem;color:var(--ink-2);margin:.5rem 0 0;padding:0;list-style:none}
.key i{display:inline-block;width:.85rem;height:.85rem;border-radius:3px;margin-right:.4rem;vertical-align:-.1rem}
.pairs{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(26rem,100%),1fr));gap:1rem}
.pair{border:1px solid var(--line);border-radius:8px;padding:1rem;break-inside:avoid;min-width:0}
.pair h3{display:flex;justify-content:space-between;gap:1rem;align-items:baseline}
.tag{font-size:.8125rem;border-radius:999px;padding:.1rem .6rem;white-space:nowrap}
.auto{background:var(--done-wash);color:var(--done)}.doubt{background:var(--wait-wash);color:var(--wait)}.no{background:var(--now-wash);color:var(--now)}.told{background:var(--wash);color:var(--accent)}
.steps{display:grid;grid-template-columns:minmax(7rem,1.2fr) 3.2rem minmax(6rem,1fr);gap:.2rem .6rem;align-items:center;font-size:.9375rem}
.steps .n{text-align:right;font-variant-numeric:tabular-nums}
.bar{display:block;position:relative;height:.8rem;background:linear-gradient(var(--line),var(--line)) 50%/1px 100% no-repeat}
.bar i{position:absolute;top:0;bottom:0;border-radius:2px}
.sum{border-top:1px solid var(--line);padding-top:.2rem;font-weight:600}
footer{color:var(--ink-3);font-size:.875rem}
@media(max-width:30rem){main{padding:1rem .75rem 3rem}section{padding:1rem}h1{font-size:1.6rem}.switch label{padding:.75rem .8rem;min-height:48px}td,th{padding:.35rem .4rem}table{font-size:.875rem}.scroll table{min-width:32rem}}
@media print{:root{--paper:#fff;--sheet:#fff}body{font-size:11pt}main{max-width:none;padding:0}.switch{display:none}section{border:0;border-top:1px solid var(--line);border-radius:0;padding:.75rem 0;margin:.75rem 0}section.keep,.pair,tr,svg{break-inside:avoid}h2{break-after:avoid}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`
