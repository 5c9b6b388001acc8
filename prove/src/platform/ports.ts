// Away from the ports of npm start, below those that connections leave from, and from each other: the services of a
// platform take ten ports in a row, and their spares ten of another row.
const firstOffset = 12_000;
const [rows, portsEach] = [1_200, 10];
/** Platforms of one process stand this many rows apart. */
const apart = 400;

const taken = new Set<number>();

/** Ports for one platform of this process, until they are given back. Throws when three have some. */
export function takePorts(): { readonly portOffset: number; giveBack(): void } {
  const place = Array.from({ length: rows / apart }, (_, index) => index).find((index) => !taken.has(index));
  if (place === undefined) throw new Error('too many platforms at once');
  taken.add(place);
  return {
    portOffset: firstOffset + ((process.pid + place * apart) % rows) * portsEach,
    giveBack: () => void taken.delete(place),
  };
}
