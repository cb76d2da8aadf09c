const ITEM = /[ \t]*(?:#([^\s{}#"']+)|\.[^\s{}#"']+|([\w:-]+)=(?:"([^"]*)"|'([^']*)'|([^\s{}"']+)))(?=[ \t]|$)/y;

/** What an attribute list says. `id` is there when the list names one. */
export interface AttributeList {
  readonly id?: string;
}

/** `{/*id*\/}`, as the sites of React and its translations give every heading its identifier. */
const BARE = /^\/\*[ \t]*([\w-]+)[ \t]*\*\/$/;

/**
 * Reads what stands between the braces of `{#id}`, `{: #id .class key="value"}` and MDX's `{/* #id *\/}`; nothing when it is no attribute list.
 * https://python-markdown.github.io/extensions/attr_list/, https://kramdown.gettalong.org/syntax.html#inline-attribute-lists
 */
export function readAttributeList(content: string): AttributeList | undefined {
  const bare = BARE.exec(content)?.[1];
  if (bare !== undefined) return {id: bare};
  const list = (content.startsWith('/*') && content.endsWith('*/') ? content.slice(2, -2) : content.replace(/^:/, '')).trim();
  let id: string | undefined;
  for (ITEM.lastIndex = 0; ITEM.lastIndex < list.length;) {
    const item = ITEM.exec(list);
    if (item === null) return undefined;
    id = item[1] ?? (item[2] === 'id' ? item[3] ?? item[4] ?? item[5] : id);
  }
  if (list === '') return undefined;
  return id === undefined ? {} : {id};
}
