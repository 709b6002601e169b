/** Longest wait of one request; proxies cut longer ones. */
export const LONGEST_WAIT_MS = 25_000;
