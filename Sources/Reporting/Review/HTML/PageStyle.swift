/// The page's style sheet: two themes, one column on a phone, paper without shades.
package enum PageStyle {
  /// Classes and colours that all pages share.
  package static let css: StaticString = """
    :root{color-scheme:light dark;--bg:#fff;--soft:#f4f5f7;--ink:#1b1f24;--dim:#57606a;\
    --rule:#d5dae0;--link:#0550ae;--good:#116329;--bad:#b3261e;--line:#0b62a8;--second:#b35900;\
    --infra:#2f6db5;--test:#c8511b;--dependency:#0d8a66;--config:#9a5aa8;--unknown:#7a828b;\
    --none:#b5bcc4;--window:#eef3f9;--onheat:#fff}
    @media (prefers-color-scheme:dark){:root{--bg:#14171b;--soft:#1e2329;--ink:#e4e7eb;\
    --dim:#a0a9b3;--rule:#353c45;--link:#79b8ff;--good:#5fd08a;--bad:#ff8a80;--line:#64b2f5;\
    --second:#f0a35e;--infra:#5b9be0;--test:#ec7f4d;--dependency:#3bbd95;--config:#c48bd2;\
    --unknown:#8b949e;--none:#565e68;--window:#1f2731;--onheat:#14171b}}
    *{box-sizing:border-box}
    body{margin:0;background:var(--bg);color:var(--ink);\
    font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif}
    main{max-width:1060px;margin:0 auto;padding:32px 20px 64px}
    h1{font-size:1.75rem;line-height:1.2;margin:0}
    h2{font-size:1.2rem;margin:48px 0 12px;padding-top:14px;border-top:1px solid var(--rule)}
    h3{font-size:1rem;margin:24px 0 8px}
    p{margin:0 0 12px}
    a{color:var(--link)}
    .dim,.span{color:var(--dim)}
    .span{margin:6px 0 14px}
    .facts{list-style:none;margin:0 0 24px;padding:0;color:var(--dim);font-size:.875rem;\
    display:flex;flex-wrap:wrap;gap:2px 20px}
    .lead{margin:0;padding:0;list-style:none;font-size:1.125rem;max-width:46em}
    .lead li{margin-bottom:8px}
    .note{background:var(--soft);border-left:3px solid var(--second);padding:8px 12px;\
    margin:0 0 12px}
    .scroll{overflow-x:auto}
    table{border-collapse:collapse;width:100%;font-size:.9375rem}
    th,td{text-align:left;vertical-align:top;padding:7px 14px 7px 0;\
    border-bottom:1px solid var(--rule)}
    thead th{color:var(--dim);font-weight:500;font-size:.8125rem;white-space:nowrap}
    tbody th{font-weight:500;overflow-wrap:break-word;min-width:8.5em}
    .nw{white-space:nowrap}.scroll+p,figure+.scroll{margin-top:16px}td .tag{margin-left:6px}
    td .tag:first-child{margin-left:0}
    li{overflow-wrap:anywhere}
    th small,th code{font-weight:400}
    .n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
    .big{font-weight:600;font-size:1.0625rem}
    small{color:var(--dim);font-size:.8125rem;display:block}
    .better{color:var(--good)}.worse{color:var(--bad)}
    .tag{display:inline-block;border:1px solid var(--rule);border-radius:3px;padding:0 6px;\
    font-size:.75rem;white-space:nowrap;margin-right:6px}
    .tag.new,.tag.regressed,.tag.overdue{border-color:var(--bad);color:var(--bad)}
    .tag.resolved,.tag.done{border-color:var(--good);color:var(--good)}
    code,.mono{font:.8125rem/1.45 ui-monospace,SFMono-Regular,Menlo,"Liberation Mono",monospace}
    code{overflow-wrap:anywhere}
    pre{margin:6px 0 0;padding:6px 10px;background:var(--soft);overflow-x:auto;\
    white-space:pre-wrap;overflow-wrap:anywhere}
    .charts{display:grid;grid-template-columns:1fr 1fr;gap:28px 36px;margin-top:20px}
    figure{margin:0;min-width:0}
    figcaption{font-size:.9375rem;margin-bottom:6px}
    figcaption strong{font-weight:600;display:block}
    .legend{color:var(--dim);font-size:.8125rem;display:flex;flex-wrap:wrap;gap:0 14px}
    .key{display:inline-block;width:11px;height:11px;margin-right:5px;border-radius:2px}
    svg{display:block;width:100%;max-width:600px;height:auto}
    svg text{font:11.5px system-ui,-apple-system,"Liberation Sans",sans-serif;fill:var(--dim)}
    svg text.mono{font:10.5px ui-monospace,"Liberation Mono",monospace;fill:var(--ink)}
    svg text.onheat{fill:var(--onheat);text-anchor:middle}
    svg text.count{fill:var(--ink);text-anchor:middle}
    .grid{stroke:var(--rule);stroke-width:.7}.axis{stroke:var(--dim);stroke-width:1}
    .window,.k-window{fill:var(--window);background:var(--window)}
    .k-window{outline:1px solid var(--rule)}
    .band,.k-band{fill:var(--line);fill-opacity:.16;background:var(--line)}
    .k-band{opacity:.3}
    .line{stroke:var(--line);stroke-width:1.8}.k-line{background:var(--line)}
    .second.line{stroke:var(--second)}.k-second{background:var(--second)}
    .dot{fill:var(--line)}.dot.second{fill:var(--second)}
    .line.sum{stroke:var(--ink);stroke-width:1.2;stroke-dasharray:3 3}.dot.sum{fill:var(--ink)}
    .k-sum{background:var(--ink)}
    .shift{stroke:var(--bad);stroke-width:1.4;stroke-dasharray:4 3}
    .b-infra{fill:var(--infra);background:var(--infra)}
    .b-test{fill:var(--test);background:var(--test)}
    .b-dependency{fill:var(--dependency);background:var(--dependency)}
    .b-config{fill:var(--config);background:var(--config)}
    .b-unknown{fill:var(--unknown);background:var(--unknown)}
    .b-none{fill:var(--none);background:var(--none)}
    .cell{fill:var(--soft)}.heat{fill:var(--test)}
    details{margin-top:6px;font-size:.875rem}
    summary{cursor:pointer;color:var(--dim)}
    ol.plan,ul.plan{padding-left:1.3em}.plan li{margin-bottom:10px}
    footer{margin-top:48px;color:var(--dim);font-size:.8125rem}
    @media (max-width:900px){.n,thead th{white-space:normal}.big{white-space:nowrap}\
    th,td{padding-right:9px}}
    @media (max-width:700px){main{padding:20px 16px 40px}.charts{grid-template-columns:1fr}\
    h1{font-size:1.5rem}.lead{font-size:1.0625rem}
    table.card,table.card tbody{display:block}
    table.card tr{display:flex;flex-wrap:wrap;gap:2px 18px;padding:10px 0;\
    border-bottom:1px solid var(--rule)}
    table.card thead{position:absolute;left:-9999px}
    table.card td,table.card th{display:block;border:0;padding:0;text-align:left;\
    white-space:normal;min-width:0}
    table.card tbody th{flex:0 0 100%;font-weight:600;overflow-wrap:anywhere}
    table.card td small{display:inline;margin-left:5px}
    table.card td[data-l]:before{content:attr(data-l) " ";color:var(--dim);font-size:.8125rem}
    table.card td:empty{display:none}}
    @media print{@page{size:A4;margin:14mm}.n,thead th{white-space:normal}\
    .big{white-space:nowrap}:root{color-scheme:light;--bg:#fff;--soft:#f4f5f7;\
    --ink:#000;--dim:#444;--rule:#ccc;--link:#000;--good:#116329;--bad:#b3261e;--line:#0b62a8;\
    --second:#b35900;--infra:#2f6db5;--test:#c8511b;--dependency:#0d8a66;--config:#9a5aa8;\
    --unknown:#7a828b;--none:#b5bcc4;--window:#eef3f9;--onheat:#fff}
    body{font-size:10pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}
    table{font-size:8.5pt}th,td{padding:4px 9px 4px 0}small,code,pre{font-size:7.5pt}\
    .big{font-size:9.5pt}\
    main{max-width:none;padding:0}details{display:none}h2,h3{break-after:avoid}\
    figure,tr,li{break-inside:avoid}.scroll{overflow:visible}h2{margin-top:28px}}
    """
}
