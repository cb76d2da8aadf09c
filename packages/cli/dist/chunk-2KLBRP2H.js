import{W as e}from"./chunk-C2G7NFWA.js";var b=({branch:n,base:r},{hotfix:o})=>o!==void 0&&[n,r].some(e(o.branches));export{b as a};
