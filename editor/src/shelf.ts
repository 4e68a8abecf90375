// The browser's own shelf (IndexedDB): texts that the server does not have yet, one a pen.

import type { Copy, Shelf } from './copy';

const [NAME, STORE] = ['warraq', 'unsent'];

let opened: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: 'pen' });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  return opened;
}

/** Done when the browser says that it is on the disk. */
async function change(work: (store: IDBObjectStore) => void): Promise<void> {
  const database = await open();
  return new Promise((done, failed) => {
    const transaction = database.transaction(STORE, 'readwrite', { durability: 'strict' });
    transaction.oncomplete = () => done();
    transaction.onabort = transaction.onerror = () => failed(transaction.error);
    work(transaction.objectStore(STORE));
  });
}

export const shelf: Shelf = {
  put: (copy) => change((store) => {
    const found = store.get(copy.pen);
    found.onsuccess = () => {
      if (!found.result || found.result.seq < copy.seq) store.put(copy);
    };
  }),
  drop: (pen, seq) => change((store) => {
    const found = store.get(pen);
    found.onsuccess = () => {
      if (found.result && found.result.seq <= seq) store.delete(pen);
    };
  }),
  async all(account) {
    const database = await open();
    return new Promise((done, failed) => {
      const found = database.transaction(STORE).objectStore(STORE).getAll();
      found.onsuccess = () => done((found.result as Copy[]).filter((copy) => copy.account === account));
      found.onerror = () => failed(found.error);
    });
  },
};
