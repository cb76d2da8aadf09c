import{a as R,b as y,g as b,h as U}from"./chunk-4LBSFAFI.js";import{C as g,D as m,F as c,G as p,H as k,K as E,S as L,q as $}from"./chunk-7MXXGMCA.js";var J=a=>a==="pip-audit"?"pypi":"npm";function A({id:a,package:o,version:i},e,t){let s=n=>R(J(t),n);return e.ids.some(n=>n.toLowerCase()===a.toLowerCase())&&s(e.package)===s(o)&&e.versions.length>0&&e.versions.every(n=>n===i)}function O(a,o,i){let e=a.advisories.map(t=>i.find(s=>A(s,t,o)));return e.every(t=>t!==void 0)?e:void 0}var K=(a,o)=>a.findings.filter(i=>i.fix!==void 0||!O(i,a.tool,o));function w(a){let o=i=>a.filter(e=>e.severity===i).length;return{...Object.fromEntries(b.map(i=>[i,o(i)])),total:a.length}}function x(a,o){let i=new Map;for(let e of a)i.set(e.group,[...i.get(e.group)??[],...K(e,o)]);return i}function B({facts:a,policy:o}){let i=[...x(a.audits.items,o.allow)],e=i.reduce((r,[,l])=>r+l.length,0),t=a.coverage.items.reduce((r,{expected:l})=>r+l.length,0),s=a.sboms.items.flatMap(r=>"absent"in r?[]:[r]),n=i.map(([r,l])=>{let f=w(l);return[r,...b.map(h=>String(f[h]))]});return{headline:`${a.audits.items.length} of ${o.audits.length} audits, ${e} finding${e===1?"":"s"}${s.length===0?"":`, ${t} packages in bills of materials`}`,outputs:{findings:e,packages:t},detail:[...n.length>0?[{table:[["Group",...b],...n]}]:[],...s.length>0?[{table:[["Bill of materials","Format","SHA-256"],...s.map(({path:r,format:l,sha256:f})=>[r,l,f])]}]:[]],artifacts:s.map(({path:r,sha256:l})=>({path:r,sha256:l})),notChecked:[...o.audits.length===0?["known weaknesses of dependencies (set dependencies.audits)"]:[],...o.sbom.length===0?["bills of materials (set dependencies.sbom)"]:[]]}}var u=E(),v="off: policy has no audits";var j="off: policy has no allow",Z=864e5,M=`A finding without a fix can be allowed, by somebody who looked at what it means here:

    governance:
      dependencies:
        allow:
          - id: GHSA-xxxx-xxxx-xxxx
            package: left-pad
            version: 1.3.0
            reason: Only used while building; the input is ours.
            review-after: 2027-01-31

It counts for exactly that package and version, and no longer than that day.`,S=u({id:"allow.due",about:"No entry of the allow-list is past its day of review.",help:`${M}

**To fix it**, look at the finding again: update, or set a new day with a reason of today.`,on:["audits"],baseline:!1,check:(a,{allow:o},i)=>{if(o.length===0)return c(j);let e=o.filter(t=>i.getTime()>=t["review-after"].getTime()+Z);return k(e,o.length,({id:t,package:s,"review-after":n})=>({key:`${t} ${s}`,message:`${t} of ${s} was to be looked at again after ${$(n)}.`,fix:"Look at it again.",observed:$(n),expected:`${$(i)} or later`}))}}),W=u({id:"allow.fix",about:"Nothing is allowed for which there is a fix.",help:`${M} A finding with a fix still counts, allowed or not.

**To fix it**, update the package and remove the entry.`,on:["audits"],check:({audits:a},{allow:o})=>{if(o.length===0)return c(j);let i=a.flatMap(e=>e.findings.filter(t=>O(t,e.tool,o)));return p(i,({package:e,advisories:t,fix:s})=>s===void 0?g():m({key:`${e} ${t.map(({ids:n})=>n[0]).join()}`,message:`${e} is allowed, and there is a fix: ${s}.`,fix:"Update it and remove the entry."}))}}),F=u({id:"allow.unused",about:"Every entry of the allow-list covers a finding.",help:`${M} An entry that covers nothing was left behind by an update, names another version, or never fitted; it would cover the next finding of that name unseen.

**To fix it**, remove it, or correct its id, package and version.`,on:["audits"],check:({audits:a},{allow:o,audits:i})=>{if(o.length===0)return c(j);if(a.length<i.length)return c("not every audit was made");let e=t=>a.some(({findings:s,tool:n})=>s.some(({advisories:r})=>r.some(l=>A(t,l,n))));return k(o.filter(t=>!e(t)),o.length,({id:t,package:s,version:n})=>({key:`${t} ${s} ${n}`,message:`The entry for ${t} of ${s} ${n} covers nothing.`,fix:"Remove it, or correct it."}))}});var G=u({id:"audit.made",about:"Every audit that policy names was made, lately, and about this lockfile.",help:`No report is not "nothing found". An audit that failed, whose report is missing, empty, cut off or cannot be read, that is older than \`max-age\`, or that is about another lockfile, could not be checked, and that blocks.

    governance:
      dependencies:
        audits:
          - {tool: npm-audit, lockfile: package-lock.json, run: npm audit --json}
          - {tool: pip-audit, lockfile: requirements.txt, report: reports/pip-audit.json, stamp: reports/pip-audit.stamp.json}

Reports of npm, pip-audit and osv-scanner do not say when they were made. The step that makes one writes a stamp beside it:

    {"made-at": "2026-11-20T10:00:00Z", "lockfile-sha256": "\u2026", "exit-code": 1}

Without a stamp, the packages that the report lists or counts must be those of the lockfile. Exit codes other than 0 and 1 are failures.

**To fix it**, run the auditor again and look at what it says.`,baseline:!1,on:["audits"],check:({audits:a},{audits:o})=>o.length===0?c(v):p(a,()=>g())}),N=u({id:"audit.required",about:"Every auditor that must be used is used.",help:`Off until policy has \`required-auditors\`. An auditor that somebody takes out of the list of audits is missed here.

    governance:
      dependencies:
        required-auditors: [npm-audit, pip-audit]

**To fix it**, add its audit to \`audits\`.`,baseline:!1,on:["audits"],check:(a,{"required-auditors":o,audits:i})=>o.length===0?c("off: policy has no required-auditors"):k(o.filter(e=>!i.some(t=>t.tool===e)),o.length,e=>({key:e,message:`There is no audit by ${e}.`,fix:`Add {tool: ${e}, lockfile: \u2026, run: \u2026} to audits.`}))});function q({limits:a},o,i){let e=t=>Object.hasOwn(a,t)?a[t]?.[i]:void 0;return e(o)??e("*")}function z(a,o,i){let{package:e,severity:t,advisories:s,fix:n}=o,[r]=s,l=s.map(({ids:h})=>h[0]??"no id").join(", "),f=r?.package===e?r.versions.join(", "):"";return{key:`${a} ${e} ${l}`,message:`${a}: ${e}${f===""?"":` ${f}`} (${t}): ${r?.title??l}${r?.title===void 0?"":` (${l})`}${i}.`,fix:n===void 0?"There is no fix yet: replace it, or look at it and add it to allow.":`Update: ${n}.`,observed:t}}var P=u({id:"audit.limits",about:"There are no more known weaknesses than policy tolerates, of each severity.",help:`By default none is tolerated, of any severity; what an auditor gives no severity for (pip-audit gives none) counts as \`unknown\`. Where policy has a \`baseline\`, only what \`limits\` names is held here.

    governance:
      dependencies:
        limits:
          npm-dev: {moderate: 10, low: 20}
          '*': {info: 5}

npm's findings are the packages concerned, as in its own counts; those of the other auditors are advisories.

**To fix it**, update the package. Where there is no fix, look at what it means for you and write that into \`allow\`, with a day to look again.`,on:["audits"],check:({audits:a},o)=>o.audits.length===0?c(v):p(x(a,o.allow),([i,e])=>{let t=w(e),s=b.flatMap(f=>{let h=q(o,i,f)??(o.baseline===void 0&&q(o,i,"total")===void 0?0:1/0);return t[f]<=h?[]:e.filter(d=>d.severity===f).map(d=>z(i,d,h===0?"":`; ${t[f]} of this severity, ${h} tolerated`))}),n=q(o,i,"total");n!==void 0&&t.total>n&&s.push({key:`${i} total`,message:`${i}: ${t.total} findings, ${n} tolerated.`,fix:"Update the packages.",observed:t.total,expected:n});let[r,...l]=s;return r?m(r,...l):g({observed:t})})}),X=u({id:"audit.baseline",about:"There are no more known weaknesses than there were, in any group and of any severity.",help:`Off until policy has \`baseline\`, a file with counts:

    {"version": 1, "groups": {"npm-prod": {"moderate": 2}, "pip": {}}}

What is not written there is 0. A group that the file does not have is not covered by it, and fails: nobody has looked at it.

**To fix it**, update the package that came to it. Raise the baseline only with a reason, in a pull request of its own; lower it when the findings are gone.`,on:["audits","baseline"],check:({audits:a,baseline:o},i)=>o==="off"?c("off: policy has no baseline"):i.audits.length===0?c(v):p(x(a,i.allow),([e,t])=>{let s=Object.hasOwn(o.groups,e)?o.groups[e]:void 0;if(!s)return m({key:e,message:`The baseline has no group ${e}.`,fix:`Look at its findings and add "${e}" to ${i.baseline}.`});let n=w(t),l=[...b,...s.total===void 0?[]:["total"]].filter(d=>n[d]>(s[d]??0)).map(d=>({key:`${e} ${d}`,message:`${e}: ${n[d]} ${d==="total"?"in all":d}, ${s[d]??0} in the baseline: ${t.filter(T=>d==="total"||T.severity===d).map(T=>T.package).slice(0,5).join(", ")}.`,fix:"Update the package that came to it.",observed:n[d],expected:s[d]??0})),[f,...h]=l;return f?m(f,...h):g({observed:n})})});var D="off: policy has no sbom",C=`A bill of materials that does not list a package hides it from everybody who looks for a weakness later.

    governance:
      dependencies:
        sbom:
          - {file: dist/sbom.cdx.json, lockfiles: [package-lock.json], omit: [dev]}`,_=u({id:"sbom.valid",about:"Every bill of materials is there and is valid CycloneDX or SPDX.",help:`${C}

Read is JSON: CycloneDX 1.2 to 1.7, SPDX 2.2 and 2.3. A text that merely contains \`spdxVersion\` is no bill of materials.

**To fix it**, make it anew with its tool: \`npm sbom --sbom-format cyclonedx\`, \`cyclonedx-py\`, \`cargo cyclonedx\`, \`syft\`.`,baseline:!1,on:["sboms"],check:({sboms:a},{sbom:o})=>o.length===0?c(D):p(a,i=>{let{path:e}=i;if("absent"in i)return m({key:e,message:`There is no bill of materials ${e} (a file that git ignores is not read).`,fix:"Make it in a step before this one."});let[t,...s]=i.problems.map(n=>({key:`${e} ${n}`,at:{path:e},message:`${e} is not valid${i.format===""?"":` ${i.format}`}: ${n}.`,fix:"Make it anew with its tool."}));return t?m(t,...s):g()})}),V=u({id:"sbom.covers",about:"Every package of the lockfile is in the bill of materials.",help:`${C}

Packages are compared by package URL (\`pkg:npm/%40scope/name@1.2.3\`), or by name and version where there is none. \`omit\` leaves out what is not shipped.

**To fix it**, make the bill of materials from this lockfile.`,on:["coverage"],check:({coverage:a},{sbom:o})=>o.length===0?c(D):p(a,({path:i,lockfile:e,expected:t,sbom:{packages:s}})=>{let n=[...new Map(t.filter(r=>!s.has(y(r))).map(r=>[y(r),r])).values()];return k(n,t.length,({name:r,version:l})=>({key:`${e} ${r}@${l}`,at:{path:i},message:`${i} does not list ${r} ${l} of ${e}.`,fix:"Make it anew from this lockfile."}))})}),H=u({id:"sbom.digests",about:"Digests in the bill of materials are those of the lockfile.",help:`${C}

Where both give a digest by the same algorithm, they must be the same: another digest is another package under the same name. With \`require-digests: true\`, a package whose digest the lockfile has must have one in the bill of materials.

**To fix it**, find out where the other package came from before anything else.`,baseline:!1,on:["coverage"],check:({coverage:a},{sbom:o,"require-digests":i})=>o.length===0?c(D):p(a.flatMap(({path:e,expected:t,sbom:{packages:s}})=>t.map(n=>({path:e,one:n,digests:s.get(y(n))}))),({path:e,one:t,digests:s})=>{if(!t.digest||!s)return{count:"without a digest in the lockfile"};let{algorithm:n,hex:r}=t.digest,l=s.filter(d=>d.algorithm===n),f=`${t.name}@${t.version}`;if(l.length===0)return i?m({key:f,at:{path:e},message:`${e} has no ${n} of ${t.name} ${t.version}.`,fix:"Make it with digests."}):{count:"without a digest in the bill of materials"};let h=l.find(d=>d.hex!==r);return h?m({key:f,at:{path:e},message:`${e} has another ${n} of ${t.name} ${t.version} than the lockfile.`,fix:"Find out where the other package came from.",observed:h.hex,expected:r}):g()})});var I=[G,N,P,X,S,W,F,_,V,H];var je=L({about:"The dependencies were audited, have no known weakness that policy does not tolerate, and stand in a bill of materials.",ports:["files","exec","context"],permissions:{contents:"read"},source:"world",inputs:{},policy:U,outputs:{findings:"Known weaknesses that count",packages:"Packages that were looked for in bills of materials"},collect:async(a,o)=>(await import("./chunk-IXUGI6XB.js")).collect(a,o),rules:I,conclude:B});export{je as dependencies};
