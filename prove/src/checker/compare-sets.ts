const mostShown = 3;

/** Says what is in one list and not in the other, counting repetitions; nothing when both hold the same. */
export function difference(what: string, actual: readonly string[], expected: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const one of expected) left.set(one, (left.get(one) ?? 0) + 1);
  const surplus: string[] = [];
  for (const one of actual) {
    const count = left.get(one) ?? 0;
    if (count === 0) surplus.push(one);
    else left.set(one, count - 1);
  }
  const missing = [...left].flatMap(([one, count]) => Array.from({ length: count }, () => one));
  if (surplus.length === 0 && missing.length === 0) return [];
  return [`${what}: ${missing.length} missing (${shown(missing)}), ${surplus.length} too many (${shown(surplus)})`];
}

function shown(list: readonly string[]): string {
  return list.slice(0, mostShown).join(', ') + (list.length > mostShown ? ', …' : '');
}
