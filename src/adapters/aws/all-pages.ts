/** Reads lists that AWS gives page by page. */

/** The items of all pages, in order. */
export async function allPages<Page, Item>(
  read: (marker: string | undefined) => Promise<Page>,
  parts: (page: Page) => [items: Item[] | undefined, next: string | undefined],
): Promise<Item[]> {
  const all: Item[] = [];
  let marker: string | undefined;
  do {
    const [items, next] = parts(await read(marker));
    all.push(...(items ?? []));
    marker = next;
  } while (marker);
  return all;
}
