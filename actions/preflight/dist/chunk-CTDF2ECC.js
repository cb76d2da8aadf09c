import{a as f}from"./chunk-C4MGXHH2.js";import{$ as p,G as l,H as m,Ia as b,J as d,Ja as a,L as r,Q as h,h as c,j as u}from"./chunk-2AOAWOXP.js";var $=a().refine(e=>!e.includes(","),{error:"expected a label without a comma: GitHub cannot look for one with it"}),k=u({labels:c($).min(1,"expected at least one label").default(["release-blocker"]).describe("An open issue with all of these labels blocks"),milestone:a().optional().describe("Only issues of this milestone count: its title, with {version} and {tag} replaced. Default: issues of any milestone, and of none"),"milestone-done":b().default(!1).describe("No issue and no pull request of the milestone may be open, whatever its labels")});var g=h(),w=e=>`    governance:
      blockers:
        labels: [P0-blocker, scope:1.0]   # all of them
        milestone: '{version}'
        milestone-done: true

A label or a milestone that does not exist is not decided: with a misspelt name nothing would ever block.

**To ship all the same**, in an emergency, write an exception that names who approved it, other than its owner, and a ticket. It counts only in a run that somebody starts with
*Run workflow*:

    waivers:
      - id: W-7
        rule: governance/${e}
        fingerprint: 7c1e0b        # of this one issue, from the report
        reason: The fix is in; its test environment is down
        owner: '@mira'
        approver: '@ben'
        ticket: INC-42
        created: 2026-11-20
        expires: 2026-11-21`;function N(e){let o=e.replace(/\s+/g," ").trim();return o.length>80?`${o.slice(0,79)}\u2026`:o}function y({number:e,kind:o,title:s,url:t},{milestone:n},i){let x=n===void 0?"":` in milestone ${n}`;return{key:`#${e}`,message:`The ${o} #${e} "${N(s)}" is open${x}${i}.`,fix:`Close it${n===void 0?"":", or move it to another milestone"}: ${t}`,observed:"open",expected:"closed"}}var O=g({id:"blockers.open",about:"No issue that blocks the release is open.",help:w("blockers.open"),baseline:!1,emergency:!0,on:["labels","open"],check:({labels:e,open:o})=>{if(o.issues.length===0)return l({observed:0});let s=t=>e.every(n=>t.labels.some(i=>f(i,n)));return r(o.issues.filter(s),o.issues.length,t=>y(t,o,`, labelled ${e.join(" and ")}`))}}),q=g({id:"blockers.milestone-done",about:"No issue and no pull request of the release's milestone is open.",help:w("blockers.milestone-done"),baseline:!1,emergency:!0,on:["open"],check:({open:e},o)=>o["milestone-done"]?o.milestone===void 0?m({key:"milestone",message:"Policy asks for a milestone that is done and names none.",fix:'Write governance.blockers.milestone: its title, or "{version}".',at:{path:".github/shipgate.yml"}}):e.issues.length===0?l({observed:0}):r(e.issues,e.issues.length,s=>y(s,e,"")):d("policy does not ask for a milestone that is done")}),v=[O,q];var F=p({about:"No issue that blocks the release is open, and its milestone is done.",ports:["github","git","context"],permissions:{issues:"read","pull-requests":"read"},source:"world",inputs:{},policy:k,collect:async(e,o)=>(await import("./chunk-AQPIVXZE.js")).collect(e,o),rules:v});export{F as blockers};
