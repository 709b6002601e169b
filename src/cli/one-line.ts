/** Anything as text that cannot break a table or steer a terminal: control and format characters are written out. */
export function oneLine(text: string, longest = Number.POSITIVE_INFINITY): string {
  const isLong = text.length > longest;
  const short = isLong ? text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '') : text;
  const plain = short.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
  return isLong ? `${plain}…` : plain;
}
