/** `0.421` as `42 %`. */
export function percent(part: number): string {
  return `${(part * 100).toFixed(0)} %`;
}
