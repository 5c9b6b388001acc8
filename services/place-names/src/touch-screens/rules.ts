/** Whether a device has been silent for longer than it may. */
export function isOffline(
  device: { readonly lastHeartbeatAt: Date | null; readonly registeredAt: Date },
  now: Date,
  limitHours: number,
): boolean {
  return now.getTime() - silentSince(device).getTime() > limitHours * 3_600_000;
}

/** Since when a device has been silent: its last heartbeat, or its registration when it never had one. */
export function silentSince(device: { readonly lastHeartbeatAt: Date | null; readonly registeredAt: Date }): Date {
  return device.lastHeartbeatAt ?? device.registeredAt;
}

/** What a device is told of the newest content: null when there is none. */
export function contentFor<T extends { readonly divisionCode: string; readonly contentVersion: number }>(
  packages: readonly T[],
): T | null {
  return packages.reduce<T | null>((best, one) => (best === null || isBetter(one, best) ? one : best), null);
}

/** The newest wins, of whatever division above the device it is. */
function isBetter(one: { readonly contentVersion: number }, best: { readonly contentVersion: number }): boolean {
  return one.contentVersion > best.contentVersion;
}

/** The codes whose packages concern a device: its own division and those above it by their digits. */
export function divisionsAbove(code: string): string[] {
  const cut = [2, 4, 6, 9, 12].map((digits) => code.slice(0, digits).padEnd(12, '0'));
  return [...new Set(cut)];
}
