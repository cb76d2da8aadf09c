import{V as e}from"./chunk-IBGQRWOT.js";var b=({branch:n,base:r},{hotfix:o})=>o!==void 0&&[n,r].some(e(o.branches));export{b as a};
