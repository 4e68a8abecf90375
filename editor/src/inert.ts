// Mark-up becomes elements of a document that runs nothing and fetches nothing.

type Policy = { createHTML(text: string): string };
type Policies = { createPolicy(name: string, rules: Policy): Policy };

const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;
/** The page's own rules allow this one policy, see `respond.rs`. */
const policy = policies?.createPolicy('editor', { createHTML: (text) => text });

/** The body of a document that holds this mark-up. */
export function inert(html: string): HTMLElement {
  const page = `<!doctype html><html><head></head><body>${html}</body></html>`;
  const parser = new DOMParser();
  return parser.parseFromString(policy?.createHTML(page) ?? page, 'text/html').body;
}
