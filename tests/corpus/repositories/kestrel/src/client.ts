export const load = async () => (await fetch('/nests')).json();
