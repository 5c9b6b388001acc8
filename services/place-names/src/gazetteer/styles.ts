/** The one style sheet: paper and ink, one accent, dark where the reader wants it dark, and fit to be printed. */
export const styles = `:root{color-scheme:light dark;--paper:#fbfaf6;--card:#fff;--ink:#20272b;--soft:#5b666b;--line:#dcd8cb;--accent:#1f5f5b;--wash:#e6efec;--land:#dfe9e3;--warm:#9a5b13}
@media screen and (prefers-color-scheme:dark){:root{--paper:#14191b;--card:#1b2225;--ink:#e7e5dc;--soft:#a5b0b2;--line:#333d40;--accent:#83c7bd;--wash:#20312f;--land:#29403b;--warm:#e0ad6c}}
*{box-sizing:border-box}html{scroll-behavior:auto}body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.75 system-ui,"Noto Sans CJK SC","Source Han Sans SC",sans-serif}
header,main,footer{max-width:62rem;margin:auto;padding:1rem 1.25rem}
h1,h2,.site{font-family:"Noto Serif CJK SC","Source Han Serif SC","Songti SC",Georgia,serif;font-weight:600;line-height:1.35}
h1,h2,li,p{overflow-wrap:anywhere}h1{font-size:2rem;margin:.5rem 0 1rem}h2{font-size:1.25rem;margin:2.25rem 0 .75rem}
a{color:var(--accent);text-underline-offset:.2em;text-decoration-thickness:1px}a:hover{text-decoration-thickness:2px}
:focus-visible,input:focus,input:focus-within{outline:3px solid var(--warm);outline-offset:3px;border-radius:2px}main:focus{outline:none}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;background:var(--card);padding:.5rem 1rem;z-index:1}
header{display:grid;grid-template-columns:auto minmax(0,1fr);gap:.5rem 2rem;align-items:baseline;border-bottom:1px solid var(--line)}
.site{margin:0;font-size:1.2rem}.site a{color:var(--ink);text-decoration:none}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;list-style:none;margin:0;padding:0;justify-content:flex-end}nav ul a{display:inline-block;min-height:1.75rem;min-width:1.75rem}nav a[aria-current]{color:var(--ink);font-weight:600;text-decoration:none}
form[role=search]{grid-column:1/-1;margin:.5rem 0}label{display:block;font-size:.9rem;color:var(--soft)}
.box{display:flex;gap:.5rem;max-width:40rem}input{font:inherit;color:inherit;background:var(--card);border:1px solid var(--soft);border-radius:6px;padding:.5rem .75rem;min-width:0}.box input{flex:1}::placeholder{color:var(--soft);opacity:1}
button{font:inherit;padding:.5rem 1.25rem;border:1px solid var(--accent);background:var(--accent);color:var(--paper);border-radius:6px;cursor:pointer}
.hint,.note,small{color:var(--soft);font-size:.88rem}.hint{margin:.25rem 0 0}
.lead{font-size:1.1rem;max-width:40rem}.tag{display:inline-block;padding:0 .6rem;margin-left:.5rem;border-radius:1rem;background:var(--wash);color:var(--accent);font-size:.85rem;vertical-align:middle}.tag.gone{color:var(--warm)}
.crumbs ol{display:flex;flex-wrap:wrap;gap:.25rem .75rem;list-style:none;margin:0;padding:0;font-size:.95rem}.crumbs li+li::before{content:"›";content:"›"/"";color:var(--soft);margin-right:.75rem}
dl{display:grid;grid-template-columns:minmax(7rem,auto) 1fr;gap:.5rem 1.5rem;margin:1rem 0;background:var(--card);border:1px solid var(--line);border-radius:10px;padding:1rem 1.25rem}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
.list{list-style:none;margin:0;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(11rem,1fr));gap:.5rem}.list li,.results li{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.5rem .85rem}
.results{list-style:none;margin:1rem 0;padding:0;display:grid;gap:.6rem}.results strong{font-size:1.1rem}.list small,.results small{display:block}
.timeline{list-style:none;margin:0;padding:0 0 0 1.1rem;border-left:2px solid var(--line)}.timeline>li{position:relative;padding:0 0 1.5rem .75rem}
.timeline>li::before{content:"";position:absolute;left:-1.55rem;top:.6rem;width:.75rem;height:.75rem;border-radius:50%;background:var(--paper);border:2px solid var(--accent)}
.timeline time{font-variant-numeric:tabular-nums;font-weight:600}.timeline p{margin:.15rem 0}.timeline ul{margin:.25rem 0;padding-left:1.2rem}
.map{margin:1rem 0}.map svg{width:100%;height:auto;background:var(--card);border:1px solid var(--line);border-radius:10px}
.map path{fill:var(--land);stroke:var(--soft);stroke-width:.9;stroke-linejoin:round}.map a:hover path,.map a:focus path,.map .chosen path{fill:var(--accent)}.map a:focus{outline:none}.map a:focus-visible path{stroke:var(--warm);stroke-width:3}
.map text{font-size:13px;text-anchor:middle;fill:var(--ink);pointer-events:none}.map .labels text{paint-order:stroke;stroke:var(--card);stroke-width:3px;stroke-linejoin:round}.map .sketch{text-anchor:end;font-size:15px;fill:var(--warm)}figcaption{color:var(--soft);font-size:.88rem}
.fault{border-left:4px solid var(--warm);background:var(--card);padding:.75rem 1rem}footer{border-top:1px solid var(--line);color:var(--soft);font-size:.88rem;margin-top:3rem}
@media(max-width:40rem){header{grid-template-columns:minmax(0,1fr)}nav ul{justify-content:flex-start}h1{font-size:1.6rem}dl{grid-template-columns:1fr;gap:.1rem}dd{margin-bottom:.6rem}.map text{font-size:17px}}
@media print{:root{color-scheme:light}header nav,form,.skip{display:none}body{background:#fff;color:#000;font-size:11pt}a{color:#000}dl,.list li,.results li,.map svg{border-color:#999;break-inside:avoid}.timeline>li{break-inside:avoid}a[rel]{display:none}}
`;
