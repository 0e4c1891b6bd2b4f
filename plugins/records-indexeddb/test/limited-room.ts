/**
 * Makes this page's IndexedDB behave as Chromium's does when the origin's quota is used up: the transaction aborts at its
 * commit with a QuotaExceededError. (The real quota is the whole origin's, so lowering it would fail tests that run beside.)
 * Call while nothing is stored.
 *
 * @returns the way back
 */
export function limitRoom(maxBytes: number): () => void {
  const store = IDBObjectStore.prototype;
  const transaction = IDBTransaction.prototype;
  // oxlint-disable typescript/unbound-method -- called with the right `this` below
  const native = { put: store.put, delete: store.delete, commit: transaction.commit };
  // oxlint-enable typescript/unbound-method
  let sizes = new Map<string, number>();
  const pending = new WeakMap<IDBTransaction, Map<string, number>>();

  function note(on: IDBTransaction, key: unknown, size: number): void {
    const changed = pending.get(on) ?? new Map(sizes);
    changed.set(new Uint8Array(key as Uint8Array).join(), size);
    pending.set(on, changed);
  }
  store.put = function (this: IDBObjectStore, value: Uint8Array, key?: IDBValidKey) {
    note(this.transaction, key, value.length);
    return native.put.call(this, value, key);
  };
  store.delete = function (this: IDBObjectStore, key: IDBValidKey | IDBKeyRange) {
    note(this.transaction, key, 0);
    return native.delete.call(this, key);
  };
  transaction.commit = function (this: IDBTransaction) {
    const changed = pending.get(this) ?? sizes;
    const total = sum(changed);
    if (total > maxBytes && total > sum(sizes)) {
      const error = new DOMException('Quota exceeded.', 'QuotaExceededError');
      Object.defineProperty(this, 'error', { get: () => error });
      this.abort();
      return;
    }
    sizes = changed;
    native.commit.call(this);
  };
  return () => {
    store.put = native.put;
    store.delete = native.delete;
    transaction.commit = native.commit;
  };
}

function sum(sizes: ReadonlyMap<string, number>): number {
  return sizes.values().reduce((total, size) => total + size, 0);
}
