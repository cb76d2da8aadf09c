function r(e,o){return e.toLowerCase()===o.toLowerCase()}export{r as a};
