import{O as e}from"./chunk-H4T4DKQM.js";var b=({branch:n,base:r},{hotfix:o})=>o!==void 0&&[n,r].some(e(o.branches));export{b as a};
