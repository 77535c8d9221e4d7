// SPDX-License-Identifier: Apache-2.0
#include "page_style.h"

namespace bouclier::report {

const std::string_view kPageStyle = R"css(
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0;background:#fff;color:#1b1b1b;font:1rem/1.55 system-ui,"DejaVu Sans",Arial,sans-serif}
a{color:#00498c}
a:focus-visible,[tabindex]:focus-visible{outline:3px solid #b45300;outline-offset:2px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:#fff;padding:.4rem .8rem;z-index:1}
header,main,footer{max-width:62rem;margin:0 auto;padding:0 1rem}
header{padding-top:1.5rem;border-bottom:4px solid #00498c;padding-bottom:.8rem}
h1{font-size:1.7rem;line-height:1.25;margin:0 0 .4rem}
h2{font-size:1.5rem;line-height:1.25;margin:2.5rem 0 .4rem}
h3{font-size:1.22rem;line-height:1.3;margin:2.6rem 0 .6rem;padding-bottom:.25rem;border-bottom:1px solid #8a8a8a}
h4{font-size:1.03rem;margin:1.5rem 0 .35rem}
h1,h2,h3,h4,p,li,dd,dt,td,th,caption,figcaption{overflow-wrap:anywhere}
.lead{font-size:1.1rem;max-width:46rem}
p,li{max-width:46rem}
.side+.side{margin-top:4rem;border-top:4px solid #00498c}
.note{border-left:5px solid #b45300;background:#fdf3e7;padding:.6rem .9rem;max-width:48rem}
.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(8.6rem,1fr));gap:.7rem;padding:0;margin:1rem 0;list-style:none}
.figures li{border:1px solid #8a8a8a;border-radius:.4rem;padding:.6rem .8rem;background:#f3f7fb}
.figures b{display:block;font-size:1.35rem;line-height:1.25}
.steps{padding-left:1.6rem}
.steps li{margin:.7rem 0}
.steps b{display:block}
dl{display:grid;grid-template-columns:minmax(8rem,15rem) 1fr;gap:.3rem 1rem;margin:.8rem 0}
dt{font-weight:600}
dt{grid-column:1}dd{margin:0;grid-column:2;max-width:46rem}
.claims{list-style:none;padding:0}
.claims li{border-top:1px solid #c4c4c4;padding:.55rem 0;max-width:none}
.mark{display:inline-block;font-size:.85rem;font-weight:600;border:1px solid #14632f;color:#14632f;border-radius:.3rem;padding:0 .4rem;margin-right:.5rem}
.mark.no{border-color:#a1000f;color:#fff;background:#a1000f}
.why{display:block;color:#444;margin-top:.15rem}
code,pre{font:.86rem/1.45 ui-monospace,"DejaVu Sans Mono",Consolas,monospace;background:#f2f2f2;border-radius:.25rem}
code{display:block;padding:.3rem .5rem;margin-top:.3rem;white-space:pre-wrap;overflow-wrap:anywhere}
pre{padding:.6rem .8rem;white-space:pre-wrap;overflow-wrap:anywhere;margin:.4rem 0 1rem}
.box{overflow-x:auto;margin:1rem 0}
table{border-collapse:collapse;font-size:.94rem}
caption{text-align:left;font-weight:600;padding:.2rem 0 .5rem}
th,td{border-bottom:1px solid #c4c4c4;padding:.32rem .7rem;text-align:left;vertical-align:top}
td,th{overflow-wrap:break-word}
thead th{border-bottom:2px solid #1b1b1b}
tbody th{font-weight:500}
.n{text-align:right;font-variant-numeric:tabular-nums}
.d{min-width:14rem;max-width:20rem;overflow-wrap:anywhere;font-family:ui-monospace,"DejaVu Sans Mono",Consolas,monospace;font-size:.8rem}
.hidden{color:#555;background:#eee}
figure{margin:1.2rem 0}
figure svg{display:block;max-width:100%;height:auto}
figcaption{color:#444;margin-top:.3rem;max-width:46rem}
footer{margin-top:3rem;padding-top:.8rem;padding-bottom:2rem;border-top:1px solid #8a8a8a;color:#444}
@media (max-width:36rem){dl{display:block}dt{margin-top:.6rem}h1{font-size:1.4rem}.figures{grid-template-columns:1fr 1fr}figure{overflow-x:auto}figure svg[width="840"]{min-width:36rem}}
@media print{@page{margin:16mm}body{font-size:10pt}nav,.skip{display:none}.side+.side{break-before:page;border:0}h2,h3,h4,caption{break-after:avoid}tr,figure,.figures li,.claims li{break-inside:avoid}.box{overflow:visible}a{color:inherit;text-decoration:none}code,pre{border:1px solid #bbb;background:none}}
)css";

const std::string_view kPageStyleHash = "Hup9lIDTS3tEvb1kXjAOP8qJUHgckSYAuIV3gBeGzjU=";

}  // namespace bouclier::report
